internal import FileIO
internal import StrictJSON

extension SafetensorsFile {
    /// The bytes of a file with these tensors.
    ///
    /// The same tensors and metadata give the same bytes, whatever their order: tensors are laid
    /// out as by the reference implementation, by falling size of their elements and then by name,
    /// and metadata by key. Spaces fill the header up to a multiple of 8 bytes.
    ///
    /// - Parameters:
    ///   - tensors: The tensors, each with a name of its own.
    ///   - metadata: Free texts for the header, under their keys.
    ///   - source: What errors call the file.
    /// - Throws: A ``SafetensorsError`` when values and shape differ in size, a type cannot hold
    ///   numbers, or a name occurs twice.
    public static func serialize(
        _ tensors: [TensorData], metadata: [String: String] = [:], source: String = "new file"
    ) throws(SafetensorsError) -> [UInt8] {
        let tensors = tensors.sorted(by: isLaidOutBefore)
        var members: [JSONValue.Member] = []
        if !metadata.isEmpty {
            let texts = metadata.sorted { $0.key.isBefore($1.key) }
            members.append(
                .init(
                    Header.metadataKey,
                    .object(texts.map { .init($0.key, .string($0.value)) })))
        }
        var end = 0
        var names: Set<ExactString> = []
        for tensor in tensors {
            let begin = end
            guard tensor.name != Header.metadataKey else { throw .reservedName(file: source) }
            guard names.insert(ExactString(tensor.name)).inserted else {
                throw .duplicateTensor(file: source, tensor: tensor.name)
            }
            end += try byteCount(of: tensor, source: source)
            members.append(
                .init(
                    tensor.name,
                    [
                        "dtype": .string(tensor.dtype.rawValue),
                        "shape": .array(tensor.shape.map { .integer($0) }),
                        "data_offsets": [.integer(begin), .integer(end)],
                    ]))
        }
        var header = Array(JSONValue.object(members).text().utf8)
        while header.count % 8 != 0 { header.append(0x20) }

        var bytes: [UInt8] = []
        bytes.reserveCapacity(8 + header.count + end)
        for shift in stride(from: 0, to: 64, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: header.count >> shift))
        }
        bytes += header
        for tensor in tensors { tensor.append(to: &bytes) }
        return bytes
    }

    /// Writes a file with these tensors.
    ///
    /// A file that is there is replaced only when the new one is complete.
    ///
    /// - Throws: ``SafetensorsError/unwritable(file:reason:)``, or what
    ///   ``serialize(_:metadata:source:)`` throws.
    public static func write(
        _ tensors: [TensorData], metadata: [String: String] = [:], to path: String
    ) throws(SafetensorsError) {
        let bytes = try serialize(tensors, metadata: metadata, source: path)
        do {
            try OutputFile.replace(path, with: bytes)
        } catch {
            throw .unwritable(file: path, reason: error.reason)
        }
    }

    private static func isLaidOutBefore(_ left: TensorData, _ right: TensorData) -> Bool {
        if left.dtype != right.dtype { return left.dtype.rank > right.dtype.rank }
        return left.name.isBefore(right.name)
    }

    private static func byteCount(
        of tensor: TensorData, source: String
    ) throws(SafetensorsError) -> Int {
        guard let found = tensor.byteCount else {
            throw .unsupportedType(file: source, tensor: tensor.name, dtype: tensor.dtype)
        }
        let size: TensorSize
        do {
            size = try TensorSize(dtype: tensor.dtype, shape: tensor.shape)
        } catch {
            throw error.describing(tensor: tensor.name, shape: tensor.shape, file: source)
        }
        guard size.byteCount == found else {
            throw .wrongSize(
                file: source, tensor: tensor.name, expectedBytes: size.byteCount,
                foundBytes: found)
        }
        return found
    }
}

extension String {
    /// Compares bytes, so that the order depends on no locale and no version of Unicode.
    fileprivate func isBefore(_ other: String) -> Bool {
        utf8.lexicographicallyPrecedes(other.utf8)
    }
}
