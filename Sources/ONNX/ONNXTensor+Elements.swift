internal import FileIO
internal import WeightSources

extension ONNXTensor {
    /// Reads the elements as numbers, in row-major order.
    ///
    /// What fits in a `Float` is exact, all else rounded once, to the nearest, ties to even; what is
    /// too large becomes infinite. NaN and infinities come through as they are.
    ///
    /// - Throws: ``ONNXError/unsupportedType(file:tensor:expected:type:)`` for types that are not
    ///   ``ONNXElementType/isNumber``.
    public func floats() throws(ONNXError) -> [Float] {
        guard type.isNumber else { throw unsupported("numbers") }
        try requireMemory(elementCount, MemoryLayout<Float>.stride)
        var floats: [Float] = []
        floats.reserveCapacity(elementCount)
        let type = type
        try forEachPiece { bytes in
            switch type {
            case .float: WeightType.f32.append(bytes, to: &floats)
            case .float16: WeightType.f16.append(bytes, to: &floats)
            case .bfloat16: WeightType.bf16.append(bytes, to: &floats)
            case .double: WeightType.f64.append(bytes, to: &floats)
            default:
                bytes.forEachInteger(of: type) { number in
                    // The one type whose numbers may be beyond Int64.
                    floats.append(
                        type == .uint64 ? Float(UInt64(bitPattern: number)) : Float(number))
                }
            }
        }
        return floats
    }

    /// Reads the elements of an integer type, or truth values as 0 and 1, in row-major order.
    ///
    /// - Throws: ``ONNXError/unsupportedType(file:tensor:expected:type:)`` for other types, and
    ///   ``ONNXError/invalid(file:place:offset:expected:found:)`` for a number beyond `Int64`.
    public func integers() throws(ONNXError) -> [Int64] {
        guard type.isInteger else { throw unsupported("whole numbers") }
        try requireMemory(elementCount, MemoryLayout<Int64>.stride)
        var integers: [Int64] = []
        integers.reserveCapacity(elementCount)
        let type = type
        try forEachPiece { bytes in
            bytes.forEachInteger(of: type) { integers.append($0) }
        }
        if type == .uint64, let number = integers.first(where: { $0 < 0 }) {
            throw invalid("numbers below 2^63", "\(UInt64(bitPattern: number))")
        }
        return integers
    }

    /// Reads the elements of type ``ONNXElementType/string``.
    ///
    /// - Throws: ``ONNXError`` for other types, and for texts that are not UTF-8.
    public func strings() throws(ONNXError) -> [String] {
        guard type == .string else { throw unsupported("texts") }
        guard case .typed(let bytes, let message, let field) = elements else { return [] }
        var strings: [String] = []
        do {
            var reader = WireReader(bytes, message)
            while let found = try reader.next() {
                guard found.number == field.rawValue else { continue }
                strings.append(try found.text(field.name, in: bytes))
            }
        } catch {
            throw error.within(place).error(file: source, limits: ONNXLimits())
        }
        return strings
    }

    /// What errors call the tensor.
    private var place: String { "tensor \(displayName(name))" }

    private func unsupported(_ expected: String) -> ONNXError {
        .unsupportedType(file: source, tensor: name, expected: expected, type: type)
    }

    private func invalid(_ expected: String, _ found: String) -> ONNXError {
        .invalid(file: source, place: place, offset: nil, expected: expected, found: found)
    }

    private func requireMemory(_ count: Int, _ size: Int) throws(ONNXError) {
        // There are at least as many bits in the file as elements: no overflow.
        guard isMemoryAvailable(count * size) else {
            let reason = FileError.tooLarge(path: source, byteCount: count * size).reason
            throw .unreadable(file: source, reason: reason)
        }
    }
}

// MARK: - Bytes

extension ONNXTensor {
    /// A multiple of every element's size.
    private static var pieceBytes: Int { 64 << 10 }

    /// Reads the elements in pieces, as raw data has them: little-endian, bool as a byte.
    ///
    /// Memory is that of a piece. Not for texts.
    func forEachPiece(_ body: ([UInt8]) -> Void) throws(ONNXError) {
        switch elements {
        case .raw(let bytes, let range):
            if range == bytes.indices {
                body(bytes)
                return
            }
            for piece in Self.pieces(range) { body(Array(bytes[piece])) }
        case .external(let file, let range):
            for piece in Self.pieces(range) {
                do {
                    body(try file.bytes(in: piece))
                } catch {
                    throw .unreadable(file: file.path, reason: error.reason)
                }
            }
        case .typed(let bytes, let message, let field):
            try forEachTypedPiece(bytes, message, field, body)
        }
    }

    private static func pieces(_ range: Range<Int>) -> some Sequence<Range<Int>> {
        stride(from: range.lowerBound, to: range.upperBound, by: pieceBytes).lazy.map {
            $0..<min($0 + pieceBytes, range.upperBound)
        }
    }

    private func forEachTypedPiece(
        _ bytes: [UInt8], _ message: Range<Int>, _ field: TypedField, _ body: ([UInt8]) -> Void
    ) throws(ONNXError) {
        var piece: [UInt8] = []
        piece.reserveCapacity(Self.pieceBytes)
        let size = type.bytesOfNumber
        var misfit: Int64?
        do {
            var reader = WireReader(bytes, message)
            while let found = try reader.next() {
                guard found.number == field.rawValue else { continue }
                try found.forEachNumber(field, in: bytes) { number in
                    if !type.holds(number) { misfit = misfit ?? Int64(bitPattern: number) }
                    for shift in 0..<size {
                        piece.append(UInt8(truncatingIfNeeded: number >> (8 * shift)))
                    }
                    if piece.count >= Self.pieceBytes {
                        body(piece)
                        piece.removeAll(keepingCapacity: true)
                    }
                }
            }
        } catch {
            throw error.within(place).error(file: source, limits: ONNXLimits())
        }
        if let misfit { throw invalid("numbers of type \(type)", "\(misfit)") }
        body(piece)
    }
}

extension ONNXElementType {
    /// How many bytes of raw data a number of a typed field stands for.
    fileprivate var bytesOfNumber: Int {
        switch self {
        case .complex64: 4
        case .complex128: 8
        default: max(1, (bitCount ?? 8) / 8)
        }
    }

    /// Whether a number of a typed field is one of this type, of the bits of a varint.
    fileprivate func holds(_ bits: UInt64) -> Bool {
        let number = Int64(bitPattern: bits)
        return switch self {
        case .int8: Int8(exactly: number) != nil
        case .int16: Int16(exactly: number) != nil
        case .int32: Int32(exactly: number) != nil
        case .uint8: UInt8(exactly: number) != nil
        case .uint16, .float16, .bfloat16: UInt16(exactly: number) != nil
        case .uint32: UInt32(exactly: bits) != nil
        case .bool: bits <= 1
        default: true
        }
    }
}

extension [UInt8] {
    /// Calls `body` with the integers that the bytes are; a UInt64 by its bits.
    fileprivate func forEachInteger(of type: ONNXElementType, _ body: (Int64) -> Void) {
        switch type {
        case .uint8: forEach { body(Int64($0)) }
        case .bool: forEach { body($0 == 0 ? 0 : 1) }
        case .int8: forEach { body(Int64(Int8(bitPattern: $0))) }
        case .uint16: forEachPattern(2) { body(Int64($0)) }
        case .int16: forEachPattern(2) { body(Int64(Int16(truncatingIfNeeded: $0))) }
        case .uint32: forEachPattern(4) { body(Int64($0)) }
        case .int32: forEachPattern(4) { body(Int64(Int32(truncatingIfNeeded: $0))) }
        default: forEachPattern(8) { body(Int64(bitPattern: $0)) }
        }
    }

    private func forEachPattern(_ size: Int, _ body: (UInt64) -> Void) {
        for start in Swift.stride(from: 0, to: count - count % size, by: size) {
            body((0..<size).reduce(0) { $0 | UInt64(self[start + $1]) << (8 * $1) })
        }
    }
}
