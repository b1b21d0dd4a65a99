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
    /// - Parameter range: Where the digits are; all bytes if `nil`.
    /// - Returns: Whether the text is Base64 in its one canonical form; if not, `bytes` holds some of it.
    package static func decode(
        _ text: [UInt8], in range: Range<Int>? = nil, appendingTo bytes: inout [UInt8]
    ) -> Bool {
        let range = range ?? text.indices
        guard range.count.isMultiple(of: 4) else { return false }
        let padded = range.suffix(2).reversed().prefix { text[$0] == padding }.count
        // What is left behind whole groups are 2 digits for a byte or 3 for two.
        let whole = range.count / 4 - (padded > 0 ? 1 : 0)
        guard append(whole, of: text.span.extracting(range), to: &bytes) else { return false }
        var bits = UInt32(0)
        for index in range.lowerBound + 4 * whole..<range.upperBound - padded {
            let value = values[Int(text[index])]
            guard value < 64 else { return false }
            bits = bits << 6 | UInt32(value)
        }
        // Bits beyond those of the last byte are zero.
        switch padded {
        case 2:
            bytes.append(UInt8(truncatingIfNeeded: bits >> 4))
            return bits & 15 == 0
        case 1:
            bytes.append(UInt8(truncatingIfNeeded: bits >> 10))
            bytes.append(UInt8(truncatingIfNeeded: bits >> 2))
            return bits & 3 == 0
        default: return true
        }
    }

    /// Appends the bytes of whole groups, three for four digits.
    ///
    /// Whether all were digits is asked once, at the end: 64 in any of their values says no.
    private static func append(
        _ groups: Int, of digits: Span<UInt8>, to bytes: inout [UInt8]
    ) -> Bool {
        let start = bytes.count
        bytes += repeatElement(0, count: 3 * groups)
        var target = bytes.mutableSpan
        let table = Self.values
        let values = table.span
        var seen = UInt8(0)
        for group in 0..<groups {
            let first = values[Int(digits[4 * group])]
            let second = values[Int(digits[4 * group + 1])]
            let third = values[Int(digits[4 * group + 2])]
            let fourth = values[Int(digits[4 * group + 3])]
            seen |= first | second | third | fourth
            let place = start + 3 * group
            target[place] = first << 2 | second >> 4
            target[place + 1] = second << 4 | third >> 2
            target[place + 2] = third << 6 | fourth
        }
        return seen < 64
    }
}
