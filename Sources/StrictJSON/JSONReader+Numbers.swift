extension JSONReader {
    /// Reads an integer that is written with digits alone: no sign, fraction or exponent.
    public mutating func readInteger() throws(JSONError) -> Int {
        let start = try startOfNumber()
        let text = try readNumberText()
        guard text.utf8.allSatisfy(isDigit) else {
            throw JSONError(offset: start, reason: .notPlainInteger(text))
        }
        guard let value = Int(text) else {
            throw JSONError(offset: start, reason: .integerTooLarge(text))
        }
        return value
    }

    /// Reads any number; one beyond the range of Double is refused.
    public mutating func readNumber() throws(JSONError) -> Double {
        let start = try startOfNumber()
        return try finiteNumber(try readNumberText(), at: start)
    }

    func finiteNumber(_ text: String, at start: Int) throws(JSONError) -> Double {
        guard let value = Double(text), value.isFinite else {
            throw JSONError(offset: start, reason: .numberTooLarge(text))
        }
        return value
    }

    /// Reads an array of whole numbers of 0…255 and appends them.
    ///
    /// - Parameter limit: The most numbers that are appended; with one more the reading ends with an error.
    package mutating func readBytes(
        appendingTo target: inout [UInt8], limit: Int
    ) throws(JSONError) {
        try beginArray()
        guard try nextElement() else { return }
        var count = readPlainBytes(appendingTo: &target, limit: limit)
        repeat {
            let start = offset
            var value = 0
            while let byte = peek(), isDigit(byte), offset - start < 4 {
                value = 10 * value + Int(byte - UInt8(ascii: "0"))
                advance()
            }
            let length = offset - start
            let isPlain = length > 0 && (length == 1 || bytes[start] != UInt8(ascii: "0"))
            guard isPlain, value <= 255, peek().map({ !Self.continuesNumber($0) }) ?? true else {
                throw JSONError(
                    offset: start,
                    reason: .unexpected(
                        expected: "a whole number of 0 to 255", found: "something else"))
            }
            guard count < limit else {
                throw JSONError(
                    offset: start,
                    reason: .unexpected(expected: "\(limit) numbers", found: "more"))
            }
            count += 1
            target.append(UInt8(value))
        } while try nextElement()
    }

    /// Reads numbers of 0…255 as long as a comma and a digit follow each, without anything between.
    ///
    /// What comes then is at least one more element, good or bad.
    ///
    /// - Returns: How many were appended, at most `limit`.
    private mutating func readPlainBytes(
        appendingTo target: inout [UInt8], limit: Int
    ) -> Int {
        let text = bytes
        let source = text.span
        // Safety: bytes have no padding.
        let raw = unsafe source.bytes
        let start = target.count
        // No more than there can be, whatever the limit is: a number and its comma have two bytes.
        let most = min(limit, remainingCount / 2)
        target += repeatElement(0, count: most)
        var numbers = target.mutableSpan
        var (index, count) = (offset, 0)
        let end = offset + remainingCount
        while count < most {
            // Most pixels of digits are zero.
            if index + 9 <= end, count + 4 <= most, isDigit(source[index + 8]),
                // Safety: eight bytes from there on are before the end.
                unsafe raw.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
                    == Self.fourZeros
            {
                (index, count) = (index + 8, count + 4)
                continue
            }
            guard index + 5 <= end, isDigit(source[index]) else { break }
            var value = Int(source[index] - UInt8(ascii: "0"))
            var length = 1
            while value > 0, length < 3, isDigit(source[index + length]) {
                value = 10 * value + Int(source[index + length] - UInt8(ascii: "0"))
                length += 1
            }
            guard value <= 255, source[index + length] == UInt8(ascii: ","),
                isDigit(source[index + length + 1])
            else { break }
            numbers[start + count] = UInt8(value)
            (index, count) = (index + length + 1, count + 1)
        }
        target.removeLast(most - count)
        advance(by: index - offset)
        return count
    }

    /// The bytes of `0,0,0,0,`.
    private static let fourZeros = UInt64(littleEndian: 0x2C30_2C30_2C30_2C30)

    private static func continuesNumber(_ byte: UInt8) -> Bool {
        isDigit(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "e")
            || byte == UInt8(ascii: "E")
    }

    private mutating func startOfNumber() throws(JSONError) -> Int {
        guard peekKind() == .number else { throw unexpected("a number") }
        return offset
    }

    /// Reads the characters of a number and checks them against the grammar.
    mutating func readNumberText() throws(JSONError) -> String {
        let start = offset
        if peek() == UInt8(ascii: "-") { advance() }
        if peek() == UInt8(ascii: "0") {
            advance()
            if let byte = peek(), isDigit(byte) {
                throw JSONError(offset: offset, reason: .leadingZero)
            }
        } else {
            try skipDigits()
        }
        if peek() == UInt8(ascii: ".") {
            advance()
            try skipDigits()
        }
        if peek() == UInt8(ascii: "e") || peek() == UInt8(ascii: "E") {
            advance()
            if peek() == UInt8(ascii: "+") || peek() == UInt8(ascii: "-") { advance() }
            try skipDigits()
        }
        return String(decoding: bytes[start..<offset], as: UTF8.self)
    }

    private mutating func skipDigits() throws(JSONError) {
        guard let first = peek(), isDigit(first) else { throw unexpected("a digit") }
        while let byte = peek(), isDigit(byte) { advance() }
    }
}

private func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
}
