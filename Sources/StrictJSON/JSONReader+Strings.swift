extension JSONReader {
    /// Reads a string and resolves its escapes.
    public mutating func readString() throws(JSONError) -> String {
        skipWhitespace()
        let start = offset + 1
        let decodedCount = try skipString()
        let raw = start..<offset - 1
        if raw.count == decodedCount {
            return String(decoding: bytes[raw], as: UTF8.self)
        }
        // Decoded in place: a string can be as long as the text, and a second copy of it on the
        // way would count.
        // Safety: `unescape` writes exactly the `decodedCount` bytes that were counted above.
        return unsafe String(unsafeUninitializedCapacity: decodedCount) { buffer in
            unsafe unescape(raw, into: buffer)
        }
    }

    /// Reads a string that has no escapes, without making one of it.
    ///
    /// - Returns: Where its bytes are, quotes left out.
    package mutating func readPlainString() throws(JSONError) -> Range<Int> {
        skipWhitespace()
        let start = offset + 1
        let decodedCount = try skipString()
        let raw = start..<offset - 1
        guard raw.count == decodedCount else {
            throw JSONError(
                offset: start, reason: .unexpected(expected: "no escapes", found: "some"))
        }
        return raw
    }

    /// Steps over a string and checks it.
    ///
    /// - Returns: The number of UTF-8 bytes it has once its escapes are resolved.
    @discardableResult
    mutating func skipString() throws(JSONError) -> Int {
        skipWhitespace()
        guard peek() == UInt8(ascii: "\"") else { throw unexpected("a string") }
        advance()
        var count = 0
        while let byte = peek() {
            switch byte {
            case UInt8(ascii: "\""):
                advance()
                return count
            case UInt8(ascii: "\\"):
                count += UTF8.width(try readEscape())
            case 0x00...0x1F:
                throw JSONError(offset: offset, reason: .controlCharacter(byte: byte))
            case 0x20...0x7F:
                let length = lengthOfPlainText()
                advance(by: length)
                count += length
            default:
                let length = try lengthOfSequence(startingWith: byte)
                advance(by: length)
                count += length
            }
        }
        throw unexpected("the closing quote of a string")
    }

    /// Reads one escape, or the two that make a surrogate pair.
    private mutating func readEscape() throws(JSONError) -> Unicode.Scalar {
        let start = offset
        let unit = try readEscapedUnit()
        if let scalar = Unicode.Scalar(unit) { return scalar }
        let lone = JSONError(offset: start, reason: .loneSurrogate(unit))
        guard UTF16.isLeadSurrogate(unit), peek() == UInt8(ascii: "\\") else { throw lone }
        let trail = try readEscapedUnit()
        guard UTF16.isTrailSurrogate(trail) else { throw lone }
        return UTF16.decode(UTF16.EncodedScalar([unit, trail]))
    }

    /// Reads one escape as a UTF-16 code unit.
    private mutating func readEscapedUnit() throws(JSONError) -> UInt16 {
        advance()
        guard let byte = peek() else { throw unexpected("an escape") }
        let simple: UInt16
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): simple = UInt16(byte)
        case UInt8(ascii: "b"): simple = 0x08
        case UInt8(ascii: "f"): simple = 0x0C
        case UInt8(ascii: "n"): simple = 0x0A
        case UInt8(ascii: "r"): simple = 0x0D
        case UInt8(ascii: "t"): simple = 0x09
        case UInt8(ascii: "u"):
            advance()
            return try readFourHexadecimalDigits()
        default:
            throw unexpected(#"one of "\/bfnrtu after a backslash"#)
        }
        advance()
        return simple
    }

    private mutating func readFourHexadecimalDigits() throws(JSONError) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let byte = peek(), let digit = hexadecimalDigit(byte) else {
                throw unexpected("a hexadecimal digit")
            }
            unit = unit << 4 | digit
            advance()
        }
        return unit
    }

    /// The length of the UTF-8 sequence at the current byte, which is not ASCII.
    ///
    /// The ranges are those of table 3-7 of the Unicode standard; they leave out overlong forms,
    /// surrogates, and what is above U+10FFFF.
    private func lengthOfSequence(startingWith lead: UInt8) throws(JSONError) -> Int {
        let length: Int
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch lead {
        case 0xC2...0xDF: length = 2
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: length = 3
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        case 0xF1...0xF3: length = 4
        default: throw JSONError(offset: offset, reason: .invalidUTF8(byte: lead))
        }
        for position in 1..<length {
            guard let byte = peek(at: position) else {
                throw JSONError(offset: offset, reason: .invalidUTF8(byte: lead))
            }
            guard (position == 1 ? second : 0x80...0xBF).contains(byte) else {
                throw JSONError(offset: offset + position, reason: .invalidUTF8(byte: byte))
            }
        }
        return length
    }

    /// Copies checked string content and resolves its escapes; returns the number of bytes.
    private func unescape(_ raw: Range<Int>, into buffer: UnsafeMutableBufferPointer<UInt8>) -> Int
    {
        var reader = JSONReader(bytes, in: raw)
        var count = 0
        while let byte = reader.peek() {
            // The content was read before, so an escape cannot fail now.
            if byte == UInt8(ascii: "\\"), let scalar = try? reader.readEscape() {
                for unit in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter {
                    unsafe buffer[count] = unit
                    count += 1
                }
            } else {
                unsafe buffer[count] = byte
                count += 1
                reader.advance()
            }
        }
        return count
    }
}

private func hexadecimalDigit(_ byte: UInt8) -> UInt16? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt16(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt16(byte - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt16(byte - UInt8(ascii: "A") + 10)
    default: nil
    }
}
