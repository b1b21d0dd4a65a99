public import Datasets
internal import FileIO
public import NeuralNetwork
internal import StrictJSON

/// The layers of a network, for a weight file whose names and shapes do not tell them: what a
/// manifest would say, in a JSON file of its own.
///
/// The keys are those of ``ModelManifest``, of which only `layers` must be there. The article
/// "Weight files" documents them.
public struct Architecture: Hashable, Sendable {
    /// The path of the file.
    public let source: String
    /// What the model is called, if the file says it.
    public let name: String?
    /// The size of an image, if the file says it.
    public let input: ImageShape?
    /// How a pixel becomes an input, if the file says it.
    public let normalization: InputNormalization?
    /// The layers in the order in which data flows.
    public let layers: [ManifestLayer]
    /// What each output is called, if the file says it.
    public let classes: [String]?
    /// The data set that the model was trained on, if the file names one that is known here.
    public let dataset: DatasetPreset?
    /// The training recipe in words.
    public let training: String?
    /// The licence of the weights.
    public let license: String?
    /// What was left out and a default taken for, in sentences.
    let notes: [String]
    /// Whether a hidden layer's activation is left out, and nothing behind it has one.
    let leavesOutActivation: Bool

    /// The largest file that is read, 1 MiB.
    public static let byteLimit = 1 << 20

    /// Reads a file.
    ///
    /// - Throws: ``ModelError/unreadable(file:reason:)`` or
    ///   ``ModelError/architecture(file:reason:)``.
    public init(path: String) throws(ModelError) {
        let bytes: [UInt8]
        do {
            let file = try InputFile(path: path)
            try Self.checkSize(file.size, path)
            bytes = try file.bytes(in: 0..<file.size)
        } catch let error as FileError {
            throw .unreadable(file: path, reason: error.reason)
        } catch let error as ModelError {
            throw error
        } catch {
            throw .unreadable(file: path, reason: "\(error)")
        }
        try self.init(bytes: bytes, source: path)
    }

    /// Reads a file that is in memory.
    ///
    /// - Parameters:
    ///   - bytes: The text, UTF-8.
    ///   - source: What errors call it.
    /// - Throws: ``ModelError/architecture(file:reason:)``.
    public init(bytes: [UInt8], source: String = "bytes in memory") throws(ModelError) {
        try Self.checkSize(bytes.count, source)
        self.source = source
        do {
            var object = try ManifestObject(
                Self.parse(bytes), name: "the architecture", forgives: true)
            if object.holds("version") {
                let version = try object.integer("version")
                guard version == ModelManifest.version else {
                    throw ManifestError(
                        reason: "version is \(version); expected \(ModelManifest.version)")
                }
            }
            name = try object.optionalString("name")
            input = object.holds("input") ? try ModelManifest.input(object.object("input")) : nil
            normalization =
                object.holds("normalization")
                ? try ModelManifest.normalization(object.object("normalization")) : nil
            let bare = Self.layersWithoutActivation(object.value("layers"))
            leavesOutActivation = !bare.isEmpty
            notes =
                bare.isEmpty
                ? []
                : [
                    "the architecture leaves out the activation of "
                        + "\(bare.count == 1 ? "layer" : "layers") "
                        + "\(bare.map(String.init).joined(separator: ", ")): identity was taken"
                ]
            layers = try object.layers()
            classes = object.holds("classes") ? try object.strings("classes") : nil
            dataset = try object.optionalString("dataset").flatMap(DatasetPreset.init(rawValue:))
            training = try object.optionalString("training")
            license = try object.optionalString("license")
            try object.finish()
        } catch let error as ManifestError {
            throw .architecture(file: source, reason: error.reason)
        } catch {
            throw .architecture(file: source, reason: "\(error)")
        }
    }

    private static func checkSize(_ byteCount: Int, _ source: String) throws(ModelError) {
        guard byteCount <= byteLimit else {
            throw .architecture(
                file: source, reason: "expected at most \(byteLimit) bytes, found \(byteCount)")
        }
    }

    /// The numbers, from 1, of layers that leave out their activation although the next layer is one
    /// before which a network usually has one.
    private static func layersWithoutActivation(_ layers: JSONValue?) -> [Int] {
        guard case .array(let layers)? = layers else { return [] }
        func members(_ index: Int) -> [JSONValue.Member] {
            if case .object(let members) = layers[index] { return members }
            return []
        }
        func type(_ index: Int) -> String {
            if case .string(let type)? = members(index).first(where: { $0.key == "type" })?.value {
                return type
            }
            return ""
        }
        return layers.indices.dropLast().filter { index in
            ["dense", "conv2d", "batch-norm"].contains(type(index))
                && !members(index).contains { $0.key == "activation" }
                && ["dense", "conv2d", "flatten", "dropout"].contains(type(index + 1))
        }.map { $0 + 1 }
    }

    private static func parse(_ bytes: [UInt8]) throws(ManifestError) -> JSONValue {
        do {
            return try JSONValue.parse(bytes)
        } catch {
            throw ManifestError(reason: error.description)
        }
    }
}

extension Architecture {
    /// A setting that says what the architecture says, if one is set.
    func decides(_ options: ModelOptions) -> Setting? {
        if options.weightOrder != nil { return .weightOrder }
        if options.hiddenActivation != nil { return .hiddenActivation }
        if options.outputActivation != nil { return .outputActivation }
        if normalization != nil, options.normalization != nil { return .normalization }
        if input != nil, options.inputShape != nil { return .inputShape }
        if classes != nil, options.classNames != nil { return .classNames }
        return nil
    }
}
