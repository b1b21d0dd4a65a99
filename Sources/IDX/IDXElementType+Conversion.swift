/// Raw elements, big-endian as they stand in a file, turned into numbers of the host.
extension IDXElementType {
    /// The elements in `bytes` as `Double`, which holds every one of them exactly.
    ///
    /// - Precondition: `bytes` holds whole elements.
    public func doubles(_ bytes: RawSpan) -> [Double] {
        switch self {
        case .uint8: decode(bytes, UInt8.self) { Double($0) }
        case .int8: decode(bytes, Int8.self) { Double($0) }
        case .int16: decode(bytes, Int16.self) { Double($0) }
        case .int32: decode(bytes, Int32.self) { Double($0) }
        case .float32: decode(bytes, UInt32.self) { Double(Float(bitPattern: $0)) }
        case .float64: decode(bytes, UInt64.self) { Double(bitPattern: $0) }
        }
    }

    /// The elements in `bytes` as `Float`; of `int32` and `float64`, the nearest `Float`.
    ///
    /// - Precondition: `bytes` holds whole elements.
    public func floats(_ bytes: RawSpan) -> [Float] {
        switch self {
        case .uint8: decode(bytes, UInt8.self) { Float($0) }
        case .int8: decode(bytes, Int8.self) { Float($0) }
        case .int16: decode(bytes, Int16.self) { Float($0) }
        case .int32: decode(bytes, Int32.self) { Float($0) }
        case .float32: decode(bytes, UInt32.self) { Float(bitPattern: $0) }
        case .float64: decode(bytes, UInt64.self) { Float(Double(bitPattern: $0)) }
        }
    }

    /// The elements in `bytes` as `Int`; those of the floating-point types have to be whole.
    ///
    /// - Parameters:
    ///   - bytes: Elements as they stand in a file.
    ///   - source: The file's name, for error messages.
    ///   - firstIndex: The position in the file of the first element, for error messages.
    /// - Throws: ``IDXError/notAnInteger(file:index:found:)``.
    /// - Precondition: `bytes` holds whole elements.
    public func integers(
        _ bytes: RawSpan, source: String, firstIndex: Int = 0
    ) throws(IDXError) -> [Int] {
        switch self {
        case .uint8: return decode(bytes, UInt8.self) { Int($0) }
        case .int8: return decode(bytes, Int8.self) { Int($0) }
        case .int16: return decode(bytes, Int16.self) { Int($0) }
        case .int32: return decode(bytes, Int32.self) { Int($0) }
        case .float32, .float64: break
        }
        var integers: [Int] = []
        for (index, value) in doubles(bytes).enumerated() {
            guard let integer = Int(exactly: value) else {
                throw .notAnInteger(file: source, index: firstIndex + index, found: "\(value)")
            }
            integers.append(integer)
        }
        return integers
    }

    private func decode<Stored: FixedWidthInteger & BitwiseCopyable, Value>(
        _ bytes: RawSpan, _: Stored.Type, _ convert: (Stored) -> Value
    ) -> [Value] {
        precondition(
            bytes.byteCount % byteCount == 0,
            "\(bytes.byteCount) bytes are no whole number of elements of \(byteCount)")
        return (0..<bytes.byteCount / byteCount).map { index in
            // Safety: the load is checked against the span, and every bit pattern is an integer.
            convert(
                Stored(
                    bigEndian: unsafe bytes.unsafeLoadUnaligned(
                        fromByteOffset: index * byteCount, as: Stored.self)))
        }
    }
}
