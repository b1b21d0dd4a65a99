/// Numbers of a JSON text, kept as bytes for as long as each of them is one.
public struct JSONNumbers: Hashable, Sendable {
    /// The numbers, while each is a whole number 0…255; empty once one is not.
    public private(set) var bytes: [UInt8] = []
    /// The numbers, once one is no whole number 0…255; empty before.
    public private(set) var doubles: [Double] = []

    /// Starts without a number.
    public init() {}

    /// Whether each number is a whole number 0…255.
    public var areBytes: Bool { doubles.isEmpty }
    /// How many there are.
    public var count: Int { areBytes ? bytes.count : doubles.count }

    /// A number, counted from 0.
    public subscript(index: Int) -> Double {
        areBytes ? Double(bytes[index]) : doubles[index]
    }

    mutating func append(_ byte: UInt8) {
        if doubles.isEmpty { bytes.append(byte) } else { doubles.append(Double(byte)) }
    }

    mutating func append(_ value: Double) {
        if doubles.isEmpty {
            // Minus zero is a zero; JSON has no other use for it.
            if let byte = UInt8(exactly: value) { return bytes.append(byte) }
            doubles.reserveCapacity(bytes.count + 1)
            doubles = bytes.map(Double.init)
            bytes = []
        }
        doubles.append(value)
    }
}
