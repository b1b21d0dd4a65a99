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
        var count = 0
        while try nextElement() {
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
        }
    }

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
