/// Reads elements of tensors from bytes: little-endian, row-major, without gaps.
enum BinaryElements {
    /// The element at an index, rounded where it is an integer beyond 2^53, which is no pixel anyway.
    @inline(__always)
    static func element(at index: Int, of type: DataType, in bytes: RawSpan) -> Double {
        switch type {
        case .uint8, .bool, .bytes: Double(load(index, UInt8.self, bytes))
        case .uint16: Double(load(index, UInt16.self, bytes))
        case .uint32: Double(load(index, UInt32.self, bytes))
        case .uint64: Double(load(index, UInt64.self, bytes))
        case .int8: Double(load(index, Int8.self, bytes))
        case .int16: Double(load(index, Int16.self, bytes))
        case .int32: Double(load(index, Int32.self, bytes))
        case .int64: Double(load(index, Int64.self, bytes))
        case .fp16: half(load(index, UInt16.self, bytes))
        case .bf16: Double(Float(bitPattern: UInt32(load(index, UInt16.self, bytes)) << 16))
        case .fp32: Double(Float(bitPattern: load(index, UInt32.self, bytes)))
        case .fp64: Double(bitPattern: load(index, UInt64.self, bytes))
        }
    }

    @inline(__always)
    private static func load<Integer: FixedWidthInteger & BitwiseCopyable>(
        _ index: Int, _: Integer.Type, _ bytes: RawSpan
    ) -> Integer {
        // Safety: every bit pattern is an integer, and the span checks that all bytes are in it.
        Integer(
            littleEndian: unsafe bytes.unsafeLoadUnaligned(
                fromByteOffset: index * MemoryLayout<Integer>.size, as: Integer.self))
    }

    /// The value of a binary16 (IEEE 754), from its bits; `Float16` is not there on every platform.
    private static func half(_ bits: UInt16) -> Double {
        let (exponent, fraction) = (Int(bits >> 10 & 0x1F), Double(bits & 0x3FF))
        let magnitude =
            switch exponent {
            case 0: fraction * 0x1p-24
            case 31: fraction == 0 ? Double.infinity : .nan
            default:
                Double(sign: .plus, exponent: exponent - 15, significand: 1 + fraction * 0x1p-10)
            }
        return bits >> 15 == 0 ? magnitude : -magnitude
    }
}
