internal import WeightSources

/// Elements as they stand in a file, turned into numbers of the host.
extension NPYElementType {
    /// The elements in `bytes` as `Double`: exactly, but for integers beyond 2^53, which are rounded.
    ///
    /// Truth values become 0 and 1.
    ///
    /// - Precondition: `bytes` holds whole elements of a real type or of `bool`.
    public func doubles(_ bytes: RawSpan) -> [Double] {
        switch (kind, byteCount) {
        case (.bool, _): decode(bytes, UInt8.self) { $0 == 0 ? 0 : 1 }
        case (.unsignedInteger, 1): decode(bytes, UInt8.self) { Double($0) }
        case (.unsignedInteger, 2): decode(bytes, UInt16.self) { Double($0) }
        case (.unsignedInteger, 4): decode(bytes, UInt32.self) { Double($0) }
        case (.unsignedInteger, _): decode(bytes, UInt64.self) { Double($0) }
        case (.signedInteger, 1): decode(bytes, Int8.self) { Double($0) }
        case (.signedInteger, 2): decode(bytes, Int16.self) { Double($0) }
        case (.signedInteger, 4): decode(bytes, Int32.self) { Double($0) }
        case (.signedInteger, _): decode(bytes, Int64.self) { Double($0) }
        case (.float, 2): decode(bytes, UInt16.self) { Double(Float(float16Pattern: $0)) }
        case (.float, 4): decode(bytes, UInt32.self) { Double(Float(bitPattern: $0)) }
        case (.float, _): decode(bytes, UInt64.self) { Double(bitPattern: $0) }
        case (.complex, _), (.text, _): preconditionFailure("\(self) is no real number")
        }
    }

    /// The same type with the lowest byte first.
    public var littleEndian: NPYElementType {
        NPYElementType(kind: kind, byteCount: byteCount, isBigEndian: false)
    }

    private func decode<Stored: FixedWidthInteger & BitwiseCopyable, Value>(
        _ bytes: RawSpan, _: Stored.Type, _ convert: (Stored) -> Value
    ) -> [Value] {
        precondition(
            bytes.byteCount % byteCount == 0,
            "\(bytes.byteCount) bytes are no whole number of elements of \(byteCount)")
        return (0..<bytes.byteCount / byteCount).map { index in
            // Safety: the load is checked against the span, and every bit pattern is an integer.
            let stored = unsafe bytes.unsafeLoadUnaligned(
                fromByteOffset: index * byteCount, as: Stored.self)
            return convert(isBigEndian ? Stored(bigEndian: stored) : Stored(littleEndian: stored))
        }
    }
}
