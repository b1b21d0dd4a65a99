internal import Checksums
internal import FileIO
public import ImageClassification
package import StrictJSON

/// By what the model of an evaluation is known, and what reports say of it.
public struct ModelIdentity: Hashable, Sendable {
    /// SHA-256 of the model's file, in hexadecimal.
    public let fileSHA256: String
    /// SHA-256 of its logits for images that are the same everywhere; see ``init(_:fileSHA256:classNames:)``.
    public let answersSHA256: String
    /// What the classes are called.
    public let classNames: [String]
    /// What reports say of it.
    package var facts: Facts

    /// What reports say of a model.
    package struct Facts: Hashable, Sendable {
        package var name: String
        /// The path of the file, or the name of one in memory.
        package var path: String
        package var isBundled: Bool
        package var parameterCount: Int
        /// The object `origins` of a model without a manifest.
        package var origins: JSONValue?
        /// The same in lines: who said it, and what.
        package var originRows: [[String]]

        package init(
            name: String, path: String, isBundled: Bool, parameterCount: Int,
            origins: JSONValue? = nil, originRows: [[String]] = []
        ) {
            (self.name, self.path, self.isBundled) = (name, path, isBundled)
            self.parameterCount = parameterCount
            (self.origins, self.originRows) = (origins, originRows)
        }
    }

    package init(
        fileSHA256: String, answersSHA256: String, classNames: [String], facts: Facts
    ) {
        (self.fileSHA256, self.answersSHA256) = (fileSHA256, answersSHA256)
        (self.classNames, self.facts) = (classNames, facts)
    }

    /// Tells a model by its file and its answers.
    ///
    /// The options that a model is read with may change its answers, and weights of ONNX may be in
    /// files of their own. So the logits of 64 images are digested, too, as little-endian numbers;
    /// their pixels are the low bytes of SplitMix64 from the seed 0, or 0 where the highest bit is.
    ///
    /// - Parameters:
    ///   - classifier: The model, ready to be used.
    ///   - fileSHA256: The SHA-256 of its file, in hexadecimal.
    ///   - classNames: What the classes are called.
    public init(
        _ classifier: Classifier, fileSHA256: String, classNames: [String]
    ) throws(InferenceError) {
        let model = classifier.model
        let digest = try Self.answersSHA256(of: classifier)
        self.init(
            fileSHA256: fileSHA256, answersSHA256: digest, classNames: classNames,
            facts: Facts(
                name: model.manifest.name, path: model.source,
                isBundled: BundledModel.allCases.contains { $0.path == model.source },
                parameterCount: model.network.parameterCount))
    }

    /// The SHA-256 of a file of a model.
    public static func fileSHA256(path: String) throws -> String {
        let file = try InputFile(path: path)
        var digest = SHA256()
        var offset = 0
        while offset < file.size {
            let bytes = try file.bytes(in: offset..<min(offset + (1 << 20), file.size))
            // Safety: bytes have no padding.
            digest.update(unsafe bytes.span.bytes)
            offset += bytes.count
        }
        return digest.hexadecimalDigest()
    }

    /// The SHA-256 of a file of a model in memory.
    public static func fileSHA256(bytes: [UInt8]) -> String {
        var digest = SHA256()
        // Safety: bytes have no padding.
        digest.update(unsafe bytes.span.bytes)
        return digest.hexadecimalDigest()
    }

    /// How many images are answered; of large ones fewer, 4 MiB of them.
    private static func probeCount(_ inputCount: Int) -> Int {
        max(1, min(64, (4 << 20) / inputCount))
    }

    private static func answersSHA256(
        of classifier: Classifier
    ) throws(InferenceError) -> String {
        var random = SplitMix64(seed: 0)
        let count = probeCount(classifier.inputCount) * classifier.inputCount
        let pixels = (0..<count).map { _ in
            let number = random.next()
            return number >> 63 == 0 ? 0 : UInt8(truncatingIfNeeded: number)
        }
        let logits = try classifier.logits(pixels, batchSize: 1)
        var digest = SHA256()
        let bytes = logits.elements.flatMap { logit in
            // Which NaN it is does not matter.
            let bits = logit.isNaN ? UInt32.max : logit.bitPattern
            return [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: bits >> $0) }
        }
        // Safety: bytes have no padding.
        digest.update(unsafe bytes.span.bytes)
        return digest.hexadecimalDigest()
    }

    /// Whether both are the same model.
    func isSame(as other: ModelIdentity) -> Bool {
        (fileSHA256, answersSHA256, classNames)
            == (other.fileSHA256, other.answersSHA256, other.classNames)
    }
}

extension ModelIdentity.Facts {
    /// All facts, as they are kept.
    var json: JSONValue {
        [
            "name": .string(name), "path": .string(path), "bundled": .bool(isBundled),
            "parameters": .integer(parameterCount), "origins": origins ?? .null,
            "origin_rows": .array(originRows.map { .array($0.map { .string($0) }) }),
        ]
    }

    /// Whether these are told rather than `other`, of the same model at another place.
    func precedes(_ other: Self) -> Bool { json.text() < other.json.text() }
}
