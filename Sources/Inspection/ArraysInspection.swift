public import FileIO
internal import GGUF
internal import ModelFiles
internal import NPZ
public import WeightSources

/// What a file of named arrays holds, of another format than safetensors.
public struct ArraysInspection: Sendable {
    /// The name of the format in reports, such as `npz`.
    public let format: String
    /// SHA-256 of the file in hexadecimal.
    public let sha256: String
    /// The arrays in the order of the file.
    public let arrays: [StoredArray]
    /// The texts of the file but the manifest, by rising key.
    public let metadata: [(key: String, value: String)]
    /// The network that the arrays make, as far as the file tells.
    public let model: SafetensorsInspection.ModelOutline?
    /// What the arrays are as images and labels; `nil` if they are none, or make a network.
    public let data: DataOutline?
    /// What was thrown when the file was tried out as a model.
    private let failure: (any Error)?

    /// Why the file cannot be used as a model as it is; `nil` if it can.
    public var problem: String? { problem { "\($0)" } }

    /// The problem, with settings called as the caller calls them.
    public func problem(naming name: (Setting) -> String) -> String? {
        failure.map { sentence(of: $0, naming: name) }
    }

    /// An array and what its elements are like.
    public struct StoredArray: Sendable {
        /// Name, type and shape.
        public let tensor: WeightTensor
        /// The size of the elements in bytes, decompressed.
        public let byteCount: Int
        /// What the elements are like; `nil` for what are no real numbers.
        public let statistics: ElementStatistics?
    }

    init(
        format: String, path: String, weights: any WeightSource, arrays: [StoredArray]
    ) throws {
        self.format = format
        self.arrays = arrays
        sha256 = try SafetensorsInspection.digest(of: path)
        metadata = weights.metadata.filter { $0.key != Model.manifestKey }
            .sorted { $0.key < $1.key }
        (model, failure) = SafetensorsInspection.ModelOutline.tryOut(
            weights, byteCount: arrays.reduce(0) { $0 + $1.byteCount })
        data = failure == nil ? nil : DataOutline(path: path)
    }
}

extension ArraysInspection {
    /// Reads a GGUF file to its end.
    init(gguf path: String) throws {
        let file = try GGUFFile(path: path)
        let arrays = try file.tensors.map { info in
            let tensor = WeightTensor(
                name: info.name, type: info.type.weightType, shape: info.shape)
            return StoredArray(
                tensor: tensor, byteCount: info.byteRange.count,
                statistics: try Self.statistics(of: tensor, info.type, in: file))
        }
        try self.init(format: "gguf", path: path, weights: file, arrays: arrays)
    }

    private static func statistics(
        of tensor: WeightTensor, _ type: GGUFType, in file: GGUFFile
    ) throws -> ElementStatistics? {
        guard GGUFType.floats.contains(type) else { return nil }
        var statistics = ElementStatistics()
        // Whole blocks of any type.
        let step = chunkBytes / 4
        for start in stride(from: 0, to: tensor.elementCount, by: step) {
            let end = min(start + step, tensor.elementCount)
            for value in try file.floats(of: tensor, elements: start..<end) {
                statistics.add(Double(value))
            }
        }
        return statistics
    }
}

extension ArraysInspection {
    /// How many bytes of an array are in memory at once, about.
    private static let chunkBytes = 256 << 10

    /// Reads a NumPy file to its end, as a stream.
    init(numPy path: String) throws {
        let file = try NPZFile(path: path)
        let arrays = try file.arrays.map { array in
            StoredArray(
                tensor: WeightTensor(
                    name: array.name, type: array.type.weightType, shape: array.shape),
                byteCount: array.byteCount, statistics: try Self.statistics(of: array, in: file))
        }
        try self.init(
            format: file.isArchive ? "npz" : "npy", path: path, weights: file, arrays: arrays)
    }

    private static func statistics(
        of array: NPYArray, in file: NPZFile
    ) throws(NPZError) -> ElementStatistics? {
        let stream = try file.stream(of: array)
        guard array.type.isNumber || array.type.kind == .bool else {
            try stream.finish()
            return nil
        }
        var statistics = ElementStatistics()
        let size = array.type.byteCount
        var buffer = [UInt8](repeating: 0, count: chunkBytes / size * size)
        while stream.elementsLeft > 0 {
            var span = buffer.mutableSpan
            // Safety: every bit pattern is a byte.
            var bytes = unsafe span.mutableBytes
            let count = try stream.read(into: &bytes)
            for value in array.type.doubles(bytes.bytes.extracting(first: count * size)) {
                statistics.add(value)
            }
        }
        try stream.finish()
        return statistics
    }
}
