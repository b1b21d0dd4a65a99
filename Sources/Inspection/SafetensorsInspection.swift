internal import Checksums
public import FileIO
internal import ImageClassification
public import ModelFiles
internal import NeuralNetwork
public import Safetensors
public import TensorCore
internal import WeightSources

/// What a safetensors file holds.
public struct SafetensorsInspection: Sendable {
    /// The size of the header in bytes, its length included: where the data starts.
    public let headerByteCount: Int
    /// SHA-256 of the file in hexadecimal.
    public let sha256: String
    /// The tensors in the order of their data.
    public let tensors: [Tensor]
    /// The texts of the header but the manifest, by rising key.
    public let metadata: [(key: String, value: String)]
    /// The network that the tensors make, as far as the file tells.
    public let model: ModelOutline?
    /// What was thrown when the file was tried out as a model.
    private let failure: (any Error)?

    /// Why the file cannot be used as a model as it is; `nil` if it can.
    public var problem: String? { problem { "\($0)" } }

    /// The problem, with settings called as the caller calls them.
    public func problem(naming name: (Setting) -> String) -> String? {
        failure.map { sentence(of: $0, naming: name) }
    }

    /// A tensor and what its elements are like.
    public struct Tensor: Sendable {
        /// Name, type, shape and place.
        public let info: TensorInfo
        /// What the elements are like; `nil` for types other than F32, F16, BF16 and F64.
        public let statistics: ElementStatistics?
    }

    /// A network as its manifest, or the tensors' names and shapes, describe it.
    public struct ModelOutline: Sendable {
        /// What the file says of itself, or what was inferred and assumed.
        public let manifest: ModelManifest
        /// Whether the file says it itself.
        public let hasManifest: Bool
        /// Where what was inferred and assumed came from; `nil` with a manifest.
        public let origins: ModelOrigins?
        /// The number of weights, biases and statistics that the layers use.
        public let parameterCount: Int
        /// The number of weights, biases and statistics of the network that tells images of none of
        /// the classes; `nil` where there is none.
        public let rejectionParameterCount: Int?
        /// The number of scores of prediction sets; `nil` where there are none.
        public let conformalScoreCount: Int?
        /// What the layers make; `nil` if the file cannot be used as a model as it is.
        public fileprivate(set) var network: NetworkOutline?
    }

    /// What a network is like, without its weights.
    public struct NetworkOutline: Sendable {
        /// The shape that each layer gives for one image.
        public let outputShapes: [FeatureShape]
        /// The multiplications, each with its addition, that one image takes.
        public let multiplyAddsPerImage: Int
    }

    /// Tensors of more than this many bytes in all are not tried out as a model: 1 GiB.
    public static let largestModel = 1 << 30
    /// How many elements of a tensor are in memory at once.
    private static let chunkElements = 64 << 10

    /// Reads a file to its end.
    init(path: String) throws {
        let file = try SafetensorsFile(path: path)
        headerByteCount = file.dataStart
        sha256 = try Self.digest(of: path)
        metadata = file.metadata.filter { $0.key != "manifest" }.sorted { $0.key < $1.key }
        tensors = try file.tensors.map { info in
            Tensor(info: info, statistics: try Self.statistics(of: info, in: file))
        }
        (model, failure) = ModelOutline.tryOut(
            file, byteCount: file.tensors.last?.byteRange.upperBound ?? 0)
    }

    static func digest(of path: String) throws -> String {
        do {
            let file = try InputFile(path: path)
            var digest = SHA256()
            for start in stride(from: 0, to: file.size, by: chunkElements) {
                let chunk = try file.bytes(in: start..<min(start + chunkElements, file.size))
                // Safety: bytes have no padding.
                digest.update(unsafe chunk.span.bytes)
            }
            return digest.hexadecimalDigest()
        } catch {
            throw SafetensorsError.unreadable(file: path, reason: error.reason)
        }
    }

    private static func statistics(
        of tensor: TensorInfo, in file: SafetensorsFile
    ) throws(SafetensorsError) -> ElementStatistics? {
        guard tensor.dtype.holdsFloats else { return nil }
        var statistics = ElementStatistics()
        for start in stride(from: 0, to: tensor.elementCount, by: chunkElements) {
            let end = min(start + chunkElements, tensor.elementCount)
            for value in try file.floats(of: tensor, elements: start..<end) {
                statistics.add(Double(value))
            }
        }
        return statistics
    }
}

extension SafetensorsInspection.ModelOutline {
    /// The network that tensors make, as far as it can be told, and why it is none.
    ///
    /// - Parameter byteCount: The size of the tensors; too large a network is not tried out.
    static func tryOut(
        _ file: any WeightSource, byteCount: Int
    ) -> (SafetensorsInspection.ModelOutline?, failure: (any Error)?) {
        var outline: SafetensorsInspection.ModelOutline?
        do {
            outline = try SafetensorsInspection.ModelOutline(file)
            guard byteCount <= SafetensorsInspection.largestModel else {
                throw InspectionError.tooLargeToTry(file: file.source, byteCount: byteCount)
            }
            outline?.network = SafetensorsInspection.NetworkOutline(
                try Classifier(Model(file, options: ModelOptions())).model.network)
            return (outline, nil)
        } catch {
            return (outline, error)
        }
    }
}

extension SafetensorsInspection.NetworkOutline {
    fileprivate init(_ network: Network) {
        self.init(
            outputShapes: Array(network.shapes.dropFirst()),
            multiplyAddsPerImage: network.multiplyAddsPerInput)
    }
}

extension SafetensorsInspection.ModelOutline {
    /// Describes a model that can be used.
    init(_ model: Model) {
        self.init(
            manifest: model.manifest, hasManifest: model.hasManifest, origins: model.origins,
            parameterCount: model.network.parameterCount,
            rejectionParameterCount: model.rejection?.network.parameterCount,
            conformalScoreCount: model.conformalScores?.count,
            network: SafetensorsInspection.NetworkOutline(model.network))
    }

    /// Reads the manifest, or infers one; the weights are not looked at.
    fileprivate init(_ file: any WeightSource) throws {
        var inferred: ModelOrigins?
        if let text = file.metadata["manifest"] {
            do {
                manifest = try ModelManifest(json: text)
            } catch {
                throw ModelError.manifest(file: file.source, reason: error.reason)
            }
        } else {
            (manifest, inferred) = try Model.inferred(AliasedWeights(file), ModelOptions())
        }
        hasManifest = file.metadata["manifest"] != nil
        origins = inferred
        func elementCount(_ names: [String]) -> Int {
            Set(names).reduce(0) { $0 + (file.weight(named: $1)?.elementCount ?? 0) }
        }
        parameterCount = elementCount(manifest.layers.flatMap(\.tensorNames))
        rejectionParameterCount = (manifest.rejection?.layers).map {
            elementCount($0.flatMap(\.tensorNames))
        }
        conformalScoreCount = (manifest.conformal?.scores).map { elementCount([$0]) }
    }
}
