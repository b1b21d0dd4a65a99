/// Reads the few forms of Python's literals that a header of NumPy consists of, and no others.
///
/// Nothing is evaluated. Strings have no escapes, numbers no signs and no underscores.
struct PythonLiteral {
    /// Where the text is not as expected.
    struct Failure: Error {
        let offset: Int
        let expected: String
    }

    private let text: [UInt8]
    private(set) var offset = 0

    init(_ text: [UInt8]) { self.text = text }

    /// The character at ``offset``, after spaces; `nil` at the end.
    mutating func peek() -> UInt8? {
        while offset < text.count, text[offset] == UInt8(ascii: " ") { offset += 1 }
        return offset < text.count ? text[offset] : nil
    }

    /// Passes over the newline at ``offset``.
    mutating func skipNewline() { offset += 1 }

    /// Passes over a character if it stands there.
    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard peek() == UInt8(ascii: character) else { return false }
        offset += 1
        return true
    }

    /// Passes over a character that has to be there.
    mutating func expect(_ character: Unicode.Scalar) throws(Failure) {
        guard take(character) else { throw Failure(offset: offset, expected: "\(character)") }
    }

    /// A string in quotes of either kind.
    mutating func string() throws(Failure) -> String {
        let quote = peek()
        guard quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
            throw Failure(offset: offset, expected: "a text in quotes")
        }
        let start = offset + 1
        offset = start
        while offset < text.count, text[offset] != quote {
            guard 0x20..<0x7F ~= text[offset], text[offset] != UInt8(ascii: "\\") else {
                throw Failure(offset: offset, expected: "ASCII without escapes")
            }
            offset += 1
        }
        guard offset < text.count else { throw Failure(offset: offset, expected: "a quote") }
        offset += 1
        return String(decoding: text[start..<offset - 1], as: UTF8.self)
    }

    /// `True` or `False`.
    mutating func bool() throws(Failure) -> Bool {
        _ = peek()
        for (word, value) in [("True", true), ("False", false)]
        where text[offset...].starts(with: word.utf8) {
            offset += word.utf8.count
            return value
        }
        throw Failure(offset: offset, expected: "True or False")
    }

    /// A tuple of whole numbers of 0 or more: `()`, `(3,)`, `(3, 4)`.
    ///
    /// Python 2 wrote an `L` behind a number.
    mutating func tuple(mostItems: Int) throws(Failure) -> [Int] {
        try expect("(")
        var numbers: [Int] = []
        while !take(")") {
            guard numbers.count < mostItems else {
                throw Failure(offset: offset, expected: "at most \(mostItems) axes")
            }
            numbers.append(try number())
            if take(",") { continue }
            // One number in parentheses without a comma is a number, not a tuple.
            guard numbers.count > 1 else { throw Failure(offset: offset, expected: ",") }
            try expect(")")
            break
        }
        return numbers
    }

    private mutating func number() throws(Failure) -> Int {
        guard let first = peek(), UInt8(ascii: "0")...UInt8(ascii: "9") ~= first else {
            throw Failure(offset: offset, expected: "a number")
        }
        let start = offset
        var value = 0
        while offset < text.count, UInt8(ascii: "0")...UInt8(ascii: "9") ~= text[offset] {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(
                Int(text[offset] - UInt8(ascii: "0")))
            guard !overflow, !carry else {
                throw Failure(offset: start, expected: "a number below 2^63")
            }
            value = sum
            offset += 1
        }
        guard first != UInt8(ascii: "0") || offset == start + 1 else {
            throw Failure(offset: start, expected: "a number without leading zeros")
        }
        if offset < text.count, text[offset] == UInt8(ascii: "L") { offset += 1 }
        return value
    }

    /// What stands at an offset, for an error.
    func found(at offset: Int) -> String {
        offset < text.count
            ? "0x\(String(text[offset], radix: 16, uppercase: true))" : "the end of the header"
    }
}
