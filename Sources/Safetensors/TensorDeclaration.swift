internal import FileIO
internal import StrictJSON

/// What the JSON object of one tensor says, before anything in it is compared with anything else.
struct TensorDeclaration {
    var dtype: String?
    var shape: [Int]?
    var offsets: (begin: Int, end: Int)?

    /// Reads the object; keys other than the three the format has are refused.
    init(from json: inout JSONReader, limits: SafetensorsLimits) throws(JSONError) {
        try json.beginObject()
        while let key = try json.nextKey() {
            switch key {
            case "dtype": dtype = try json.readString()
            case "shape": shape = try Self.readShape(&json, limit: limits.axes)
            case "data_offsets": offsets = try Self.readOffsets(&json)
            default:
                throw JSONError(
                    offset: json.offset,
                    reason: .unexpected(
                        expected: "a value for dtype, shape or data_offsets",
                        found: "one for \(displayName(key))"))
            }
        }
    }

    private static func readShape(_ json: inout JSONReader, limit: Int) throws(JSONError) -> [Int] {
        var shape: [Int] = []
        try json.beginArray()
        while try json.nextElement() {
            guard shape.count < limit else {
                throw JSONError(
                    offset: json.offset,
                    reason: .unexpected(expected: "at most \(limit) axes", found: "more"))
            }
            shape.append(try json.readInteger())
        }
        return shape
    }

    private static func readOffsets(
        _ json: inout JSONReader
    ) throws(JSONError) -> (begin: Int, end: Int) {
        var offsets: [Int] = []
        try json.beginArray()
        while try json.nextElement() {
            guard offsets.count < 2 else { throw wrongCount("a third", at: json.offset) }
            offsets.append(try json.readInteger())
        }
        guard offsets.count == 2 else { throw wrongCount("\(offsets.count)", at: json.offset) }
        return (offsets[0], offsets[1])
    }

    private static func wrongCount(_ found: String, at offset: Int) -> JSONError {
        JSONError(offset: offset, reason: .unexpected(expected: "two offsets", found: found))
    }
}

extension TensorDeclaration {
    /// Checks that nothing is missing and that type, shape and offsets agree.
    func checked(name: String, file: String) throws(SafetensorsError) -> TensorInfo {
        func missing(_ key: String) -> SafetensorsError {
            .missingKey(file: file, tensor: name, key: key)
        }
        guard let typeName = dtype else { throw missing("dtype") }
        guard let shape else { throw missing("shape") }
        guard let offsets else { throw missing("data_offsets") }
        guard let dtype = DType(rawValue: typeName) else {
            throw .unknownType(file: file, tensor: name, found: typeName)
        }
        guard offsets.begin <= offsets.end else {
            throw .reversedOffsets(
                file: file, tensor: name, begin: offsets.begin, end: offsets.end)
        }
        let size: TensorSize
        do {
            size = try TensorSize(dtype: dtype, shape: shape)
        } catch {
            throw error.describing(tensor: name, shape: shape, file: file)
        }
        let found = offsets.end - offsets.begin
        guard size.byteCount == found else {
            throw .wrongSize(
                file: file, tensor: name, expectedBytes: size.byteCount, foundBytes: found)
        }
        return TensorInfo(
            name: name, dtype: dtype, shape: shape, byteRange: offsets.begin..<offsets.end,
            elementCount: size.elementCount)
    }
}
