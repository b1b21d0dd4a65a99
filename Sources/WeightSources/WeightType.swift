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

    /// The types whose elements are converted from and to `Float`.
    public static let floats: [WeightType] = [.f32, .f16, .bf16, .f64]

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
    package func append(_ bytes: [UInt8], to floats: inout [Float]) {
        switch self {
        case .f16: bytes.forEachInteger { floats.append(Float(float16Pattern: $0)) }
        case .bf16: bytes.forEachInteger { floats.append(Float(bfloat16Pattern: $0)) }
        case .f32: bytes.forEachInteger { floats.append(Float(bitPattern: $0)) }
        case .f64: bytes.forEachInteger { floats.append(Float(Double(bitPattern: $0))) }
        case .other: preconditionFailure("elements of another type have no known form")
        }
    }
}

extension WeightType {
    /// Appends numbers as elements, little-endian, each rounded to the nearest.
    package func append(_ floats: [Float], to bytes: inout [UInt8]) {
        switch self {
        case .f16: bytes.append(littleEndian: floats.lazy.map { $0.float16Pattern })
        case .bf16: bytes.append(littleEndian: floats.lazy.map { $0.bfloat16Pattern })
        case .f32: bytes.append(littleEndian: floats.lazy.map { $0.bitPattern })
        case .f64: bytes.append(littleEndian: floats.lazy.map { Double($0).bitPattern })
        case .other: preconditionFailure("elements of another type have no known form")
        }
    }
}

extension [UInt8] {
    /// Appends the bytes of integers, the lowest first.
    fileprivate mutating func append(
        littleEndian patterns: some Sequence<some FixedWidthInteger & UnsignedInteger>
    ) {
        for pattern in patterns {
            for shift in stride(from: 0, to: pattern.bitWidth, by: 8) {
                append(UInt8(truncatingIfNeeded: pattern >> shift))
            }
        }
    }

    /// Calls `body` with the integers that the bytes are, the first byte of each the lowest.
    fileprivate func forEachInteger<Pattern: FixedWidthInteger & BitwiseCopyable>(
        _ body: (Pattern) -> Void
    ) {
        let size = MemoryLayout<Pattern>.size
        // Safety: bytes have no padding.
        let bytes = unsafe span.bytes
        for start in stride(from: 0, to: count - count % size, by: size) {
            // Safety: the offset and the bytes after it are in bounds, and any bits are an integer.
            let pattern = unsafe bytes.unsafeLoadUnaligned(
                fromUncheckedByteOffset: start, as: Pattern.self)
            body(Pattern(littleEndian: pattern))
        }
    }
}
