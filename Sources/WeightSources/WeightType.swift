/// How a number is stored in a weight source.
public enum WeightType: Hashable, Sendable, CustomStringConvertible {
    /// IEEE 754 binary16.
    case f16
    /// The upper half of an IEEE 754 binary32.
    case bf16
    /// IEEE 754 binary32.
    case f32
    /// IEEE 754 binary64.
    case f64
    /// A type that no network uses, or that only its format can convert; its name there.
    case other(String)

    /// Whether every source can convert elements of this type to `Float`.
    public var holdsFloats: Bool {
        if case .other = self { false } else { true }
    }

    /// The name, in lower case for the types that every source has.
    public var description: String {
        switch self {
        case .f16: "f16"
        case .bf16: "bf16"
        case .f32: "f32"
        case .f64: "f64"
        case .other(let name): name
        }
    }

    /// Appends elements, little-endian in `bytes`, as numbers.
    func append(_ bytes: [UInt8], to floats: inout [Float]) {
        switch self {
        case .f16: floats += bytes.littleEndian().map { Float(float16Pattern: $0) }
        case .bf16: floats += bytes.littleEndian().map { Float(bfloat16Pattern: $0) }
        case .f32: floats += bytes.littleEndian().map { Float(bitPattern: $0) }
        case .f64: floats += bytes.littleEndian().map { Float(Double(bitPattern: $0)) }
        case .other: preconditionFailure("elements of another type have no known form")
        }
    }
}

extension [UInt8] {
    /// The integers that the bytes are, the first byte of each the lowest.
    fileprivate func littleEndian<Pattern: FixedWidthInteger>() -> some Sequence<Pattern> {
        let size = Pattern.bitWidth / 8
        return stride(from: 0, to: count - count % size, by: size).lazy.map { start in
            self[start..<start + size].reversed().reduce(0) { $0 << 8 | Pattern($1) }
        }
    }
}
