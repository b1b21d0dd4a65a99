/// Base64 (RFC 4648, section 4), with padding and without line breaks.
package enum Base64 {
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    /// The value of each byte; 64 for those that are no digit.
    private static let values = {
        var values = [UInt8](repeating: 64, count: 256)
        for (value, digit) in alphabet.enumerated() { values[Int(digit)] = UInt8(value) }
        return values
    }()
    private static let padding = UInt8(ascii: "=")

    /// The digits of bytes.
    package static func text(_ bytes: [UInt8]) -> String {
        var digits: [UInt8] = []
        digits.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = (0..<3).reduce(UInt32(0)) { bits, place in
                bits << 8 | (place < group.count ? UInt32(group[start + place]) : 0)
            }
            for place in 0..<4 {
                digits.append(
                    place <= group.count
                        ? alphabet[Int(bits >> (18 - 6 * UInt32(place)) & 63)] : padding)
            }
        }
        return String(decoding: digits, as: UTF8.self)
    }

    /// Appends the bytes that digits stand for.
    ///
    /// - Returns: Whether the text is Base64 in its one canonical form; if not, `bytes` holds some of it.
    package static func decode(
        _ digits: some BidirectionalCollection<UInt8>, appendingTo bytes: inout [UInt8]
    ) -> Bool {
        guard digits.count.isMultiple(of: 4) else { return false }
        let padded = digits.suffix(2).reversed().prefix { $0 == padding }.count
        var bits = UInt32(0)
        var count = 0
        for digit in digits.dropLast(padded) {
            let value = values[Int(digit)]
            guard value < 64 else { return false }
            bits = bits << 6 | UInt32(value)
            count += 1
            if count == 4 {
                bytes.append(UInt8(truncatingIfNeeded: bits >> 16))
                bytes.append(UInt8(truncatingIfNeeded: bits >> 8))
                bytes.append(UInt8(truncatingIfNeeded: bits))
                (bits, count) = (0, 0)
            }
        }
        // What is left are 2 digits for a byte or 3 for two, and bits beyond those are zero.
        switch count {
        case 2:
            bytes.append(UInt8(truncatingIfNeeded: bits >> 4))
            return bits & 15 == 0
        case 3:
            bytes.append(UInt8(truncatingIfNeeded: bits >> 10))
            bytes.append(UInt8(truncatingIfNeeded: bits >> 2))
            return bits & 3 == 0
        default: return true
        }
    }
}
