extension JSONReader {
    /// Reads an integer that is written with digits alone: no sign, fraction or exponent.
    package mutating func readInteger() throws(JSONError) -> Int {
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
    package mutating func readNumber() throws(JSONError) -> Double {
        let start = try startOfNumber()
        return try finiteNumber(try readNumberText(), at: start)
    }

    func finiteNumber(_ text: String, at start: Int) throws(JSONError) -> Double {
        guard let value = Double(text), value.isFinite else {
            throw JSONError(offset: start, reason: .numberTooLarge(text))
        }
        return value
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
