internal import FileIO
internal import StrictJSON
internal import WeightSources

/// A safetensors file whose header has been read and checked.
///
///     let file = try SafetensorsFile(path: "model.safetensors")
///     for tensor in file.tensors { print(tensor.dtype, tensor.shape) }
///     let weights = try file.floats(of: "W1")
///
/// The header is trusted in nothing: names are unique, sizes agree with shapes, and the tensors
/// cover the data without holes and overlaps, or the file is refused with the reason. The data is
/// read when it is asked for; the file is not mapped into memory, so that one which changes
/// meanwhile gives an error instead of a signal.
public struct SafetensorsFile: Sendable {
    /// What errors call the file: its path, or the label given with its bytes.
    public let source: String
    /// The free texts of the header, under their keys.
    public let metadata: [String: String]
    /// The tensors in the order of their data.
    public let tensors: [TensorInfo]
    /// The position of the first byte of data in the file.
    public let dataStart: Int

    private let indexByName: [ExactString: Int]
    private let content: Content

    /// Opens a file and reads its header.
    ///
    /// - Throws: A ``SafetensorsError``; its ``SafetensorsError/isUnreadable`` tells a file that
    ///   cannot be read from one with wrong content.
    public init(path: String, limits: SafetensorsLimits = .init()) throws(SafetensorsError) {
        let file: InputFile
        do {
            file = try InputFile(path: path)
        } catch {
            throw .unreadable(file: path, reason: error.reason)
        }
        try self.init(.file(file), source: path, limits: limits)
    }

    /// Reads the header of a file that is in memory.
    ///
    /// - Parameters:
    ///   - bytes: The whole file.
    ///   - source: What errors call the file.
    ///   - limits: How much of a header is read before the file is refused.
    public init(
        bytes: [UInt8], source: String, limits: SafetensorsLimits = .init()
    ) throws(SafetensorsError) {
        try self.init(.bytes(bytes), source: source, limits: limits)
    }

    private init(
        _ content: Content, source: String, limits: SafetensorsLimits
    ) throws(SafetensorsError) {
        let prefix = try content.bytes(
            in: 0..<min(content.count, FileKind.prefixByteCount), source: source)
        let range = try HeaderPrefix.headerRange(
            firstBytes: prefix, fileBytes: content.count, file: source, limits: limits)
        let header = try Header(
            try content.bytes(in: 0..<range.upperBound, source: source), in: range,
            dataBytes: content.count - range.upperBound, file: source, limits: limits)
        self.source = source
        self.metadata = header.metadata
        self.tensors = header.tensors
        self.dataStart = range.upperBound
        self.content = content
        // The header has no name twice.
        var indexByName: [ExactString: Int] = [:]
        for (index, tensor) in header.tensors.enumerated() {
            indexByName[ExactString(tensor.name)] = index
        }
        self.indexByName = indexByName
    }

    /// The tensor with this name, which is compared byte by byte.
    public subscript(name: String) -> TensorInfo? {
        indexByName[ExactString(name)].map { tensors[$0] }
    }
}

// MARK: - Data

extension SafetensorsFile {
    /// Reads the bytes of a tensor: its elements in row-major order, little-endian.
    ///
    /// - Throws: ``SafetensorsError/missingTensor(file:tensor:)`` for a tensor of another file.
    public func bytes(of tensor: TensorInfo) throws(SafetensorsError) -> [UInt8] {
        try content.bytes(in: try fileRange(of: tensor), source: source)
    }

    /// Reads the bytes of some of a tensor's elements.
    ///
    /// - Precondition: `range` lies within 0..<`tensor.elementCount`, and begins and ends with a
    ///   whole byte.
    func bytes(
        of tensor: TensorInfo, elements range: Range<Int>
    ) throws(SafetensorsError) -> [UInt8] {
        let start = try fileRange(of: tensor).lowerBound
        let bits = tensor.dtype.bitCount
        precondition(
            range.lowerBound >= 0 && range.upperBound <= tensor.elementCount,
            "elements \(range) of a tensor that has \(tensor.elementCount)")
        precondition(range.lowerBound * bits % 8 == 0 && range.upperBound * bits % 8 == 0)
        return try content.bytes(
            in: start + range.lowerBound * bits / 8..<start + range.upperBound * bits / 8,
            source: source)
    }

    /// Reads the bytes of the tensor with this name.
    public func bytes(of name: String) throws(SafetensorsError) -> [UInt8] {
        try bytes(of: try tensor(named: name))
    }

    /// Reads the elements of a tensor of type F32, F16, BF16 or F64.
    ///
    /// F16 and BF16 are exact. F64 is rounded to the nearest Float, ties to even; what is too large
    /// becomes infinite. Values are not looked at: NaN and infinities come through as they are.
    ///
    /// - Returns: The elements in row-major order.
    /// - Throws: ``SafetensorsError/unsupportedType(file:tensor:dtype:)`` for other types, and
    ///   ``SafetensorsError/missingTensor(file:tensor:)`` for a tensor of another file.
    public func floats(of tensor: TensorInfo) throws(SafetensorsError) -> [Float] {
        try floats(of: tensor, elements: 0..<tensor.elementCount)
    }

    /// Reads some of a tensor's elements, as ``floats(of:)-(TensorInfo)`` reads all of them.
    ///
    /// - Parameters:
    ///   - tensor: One of this file's ``tensors``, of type F32, F16, BF16 or F64.
    ///   - range: Positions in row-major order.
    /// - Returns: As many elements.
    /// - Throws: ``SafetensorsError/unsupportedType(file:tensor:dtype:)`` for other types, and
    ///   ``SafetensorsError/missingTensor(file:tensor:)`` for a tensor of another file.
    /// - Precondition: `range` lies within 0..<`tensor.elementCount`.
    public func floats(
        of tensor: TensorInfo, elements range: Range<Int>
    ) throws(SafetensorsError) -> [Float] {
        guard tensor.dtype.holdsFloats else {
            throw .unsupportedType(file: source, tensor: tensor.name, dtype: tensor.dtype)
        }
        // Where the byte order is the file's, which is nearly everywhere, F32 needs no conversion.
        if tensor.dtype == .f32, 1.littleEndian == 1 { return try elements(range, of: tensor) }
        let bytes: [UInt8] = try elements(
            range, of: tensor, bytesPerElement: tensor.dtype.bitCount / 8)
        var floats: [Float] = []
        floats.reserveCapacity(range.count)
        tensor.dtype.weightType.append(bytes, to: &floats)
        return floats
    }

    /// Reads the elements of the tensor with this name, as ``floats(of:)-(TensorInfo)`` does.
    public func floats(of name: String) throws(SafetensorsError) -> [Float] {
        try floats(of: try tensor(named: name))
    }

    private func tensor(named name: String) throws(SafetensorsError) -> TensorInfo {
        guard let tensor = self[name] else { throw .missingTensor(file: source, tensor: name) }
        return tensor
    }

    /// Reads elements, each as one `Element`, or as several that are `bytesPerElement` together.
    private func elements<Element: BitwiseCopyable>(
        _ range: Range<Int>, of tensor: TensorInfo,
        bytesPerElement size: Int = MemoryLayout<Element>.stride
    ) throws(SafetensorsError) -> [Element] {
        precondition(
            range.lowerBound >= 0 && range.upperBound <= tensor.elementCount,
            "elements \(range) of a tensor that has \(tensor.elementCount)")
        let start = try fileRange(of: tensor).lowerBound
        return try content.elements(
            in: start + range.lowerBound * size..<start + range.upperBound * size,
            count: range.count * size / MemoryLayout<Element>.stride, source: source)
    }

    /// Where the tensor's bytes are in the file, if it is one of this file's tensors.
    private func fileRange(of tensor: TensorInfo) throws(SafetensorsError) -> Range<Int> {
        guard self[tensor.name] == tensor else {
            throw .missingTensor(file: source, tensor: tensor.name)
        }
        return dataStart + tensor.byteRange.lowerBound..<dataStart + tensor.byteRange.upperBound
    }
}
