import StrictJSON
import Testing

/// Texts that are not JSON, or not what the caller asked for, with the place and the reason.
@Suite("Refusing JSON")
struct JSONRefusalTests {
    struct Case: CustomTestStringConvertible {
        let bytes: [UInt8]
        let offset: Int
        let reason: JSONError.Reason

        init(_ text: String, _ offset: Int, _ reason: JSONError.Reason) {
            self.init(Array(text.utf8), offset, reason)
        }

        init(_ bytes: [UInt8], _ offset: Int, _ reason: JSONError.Reason) {
            (self.bytes, self.offset, self.reason) = (bytes, offset, reason)
        }

        var testDescription: String { String(decoding: bytes, as: UTF8.self).debugDescription }
    }

    private static func expected(_ expected: String, _ found: String) -> JSONError.Reason {
        .unexpected(expected: expected, found: found)
    }

    static let grammar: [Case] = [
        Case("", 0, expected("a value", "the end of the text")),
        Case("  ", 2, expected("a value", "the end of the text")),
        Case("\u{FEFF}{}", 0, expected("a value", "a byte order mark")),
        Case([0x7B, 0, 0x7D, 0], 1, expected("a key in quotes", "byte 0x00")),
        Case("{}\0", 2, expected("the end of the text", "byte 0x00")),
        Case("{}{}", 2, expected("the end of the text", "an object")),
        Case("[1]x", 3, expected("the end of the text", "`x`")),
        Case("// a\n1", 0, expected("a value", "`/`")),
        Case("[1,/**/2]", 3, expected("a value", "`/`")),
        Case("[1,]", 2, .trailingComma),
        Case("{\"a\":1, }", 6, .trailingComma),
        Case("[,1]", 1, expected("a value", "`,`")),
        Case("[1 2]", 3, expected("a comma or `]`", "a number")),
        Case("[1", 2, expected("a comma or `]`", "the end of the text")),
        Case("[1}", 2, expected("a comma or `]`", "`}`")),
        Case("{\"a\":1", 6, expected("a comma or `}`", "the end of the text")),
        Case("{a:1}", 1, expected("a key in quotes", "`a`")),
        Case("{'a':1}", 1, expected("a key in quotes", "`'`")),
        Case("{1:1}", 1, expected("a key in quotes", "a number")),
        Case("{\"a\" 1}", 5, expected("a colon", "a number")),
        Case("{\"a\":}", 5, expected("a value", "`}`")),
        Case("tru", 0, expected("true or false", "a word like true or false")),
        Case("nul", 0, expected("null", "a word like null")),
        Case("NaN", 0, expected("a value", "`N`")),
        Case("Infinity", 0, expected("a value", "`I`")),
    ]

    static let numbers: [Case] = [
        Case("01", 1, .leadingZero),
        Case("-01", 2, .leadingZero),
        Case("+1", 0, expected("a value", "`+`")),
        Case(".5", 0, expected("a value", "`.`")),
        Case("-", 1, expected("a digit", "the end of the text")),
        Case("-Infinity", 1, expected("a digit", "`I`")),
        Case("1.", 2, expected("a digit", "the end of the text")),
        Case("1.e3", 2, expected("a digit", "`e`")),
        Case("1e", 2, expected("a digit", "the end of the text")),
        Case("1e+]", 3, expected("a digit", "`]`")),
        Case("0x10", 1, expected("the end of the text", "`x`")),
        Case("1e999", 0, .numberTooLarge("1e999")),
        Case("[-1e400]", 1, .numberTooLarge("-1e400")),
    ]

    static let strings: [Case] = [
        Case("\"a", 2, expected("the closing quote of a string", "the end of the text")),
        Case("\"a\nb\"", 2, .controlCharacter(byte: 0x0A)),
        Case("\"\0\"", 1, .controlCharacter(byte: 0)),
        Case("\"\\x\"", 2, expected(#"one of "\/bfnrtu after a backslash"#, "`x`")),
        Case("\"\\", 2, expected("an escape", "the end of the text")),
        Case("\"\\u12g4\"", 5, expected("a hexadecimal digit", "`g`")),
        Case("\"\\u12", 5, expected("a hexadecimal digit", "the end of the text")),
        Case("\"\\ud800\"", 1, .loneSurrogate(0xD800)),
        Case("\"\\ud800x\"", 1, .loneSurrogate(0xD800)),
        Case("\"\\ud800\\n\"", 1, .loneSurrogate(0xD800)),
        Case("\"\\ud800\\ud800\"", 1, .loneSurrogate(0xD800)),
        Case("\"\\udc00\\ud800\"", 1, .loneSurrogate(0xDC00)),
        Case([0x22, 0x80, 0x22], 1, .invalidUTF8(byte: 0x80)),
        Case([0x22, 0xC0, 0xAF, 0x22], 1, .invalidUTF8(byte: 0xC0)),
        Case([0x22, 0x61, 0xE2, 0x82, 0x22], 4, .invalidUTF8(byte: 0x22)),
        Case([0x22, 0xED, 0xA0, 0x80, 0x22], 2, .invalidUTF8(byte: 0xA0)),
        Case([0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], 2, .invalidUTF8(byte: 0x90)),
        Case([0x22, 0xF0, 0x9F], 1, .invalidUTF8(byte: 0xF0)),
    ]

    static let duplicates: [Case] = [
        Case(#"{"a":1,"a":1}"#, 7, .duplicateKey("a")),
        Case(#"{"a":1,"\u0061":2}"#, 7, .duplicateKey("a")),
        Case(#"{"":1,"b":{"":1},"":2}"#, 17, .duplicateKey("")),
        Case(#"[{"é":1,"\u00e9":2}]"#, 9, .duplicateKey("é")),
    ]

    @Test(
        "what the grammar does not have is refused at its byte",
        arguments: grammar + numbers + strings + duplicates)
    func refuses(_ wrong: Case) {
        #expect(throws: JSONError(offset: wrong.offset, reason: wrong.reason)) {
            try JSONValue.parse(wrong.bytes)
        }
    }

    @Test(
        "a text cut at any byte is refused, and never trapped on",
        arguments: [#"{"a":[1.5e3,"\ud83d\ude00é"],"b":{"c":true,"d":null}}"#])
    func everyCut(text: String) {
        let bytes = Array(text.utf8)
        for count in bytes.indices {
            #expect(throws: JSONError.self) { try JSONValue.parse(Array(bytes[..<count])) }
        }
        #expect(throws: Never.self) { try JSONValue.parse(bytes) }
    }

    @Test(
        "where a count is wanted, only plain digits below 2^63 are one",
        arguments: [
            ("2.0", JSONError.Reason.notPlainInteger("2.0")), ("16e0", .notPlainInteger("16e0")),
            ("-1", .notPlainInteger("-1")), ("-0", .notPlainInteger("-0")),
            ("9223372036854775808", .integerTooLarge("9223372036854775808")),
            ("\"1\"", expected("a number", "a string")),
            ("true", expected("a number", "a word like true or false")),
        ])
    func counts(text: String, reason: JSONError.Reason) {
        var json = JSONReader(Array(text.utf8))
        #expect(throws: JSONError(offset: 0, reason: reason)) { try json.readInteger() }
    }

    @Test("a value of another type is refused by the names of both")
    func otherTypes() {
        var json = JSONReader(Array(" [1]".utf8))
        let found = "an array"
        #expect(throws: JSONError(offset: 1, reason: Self.expected("a string", found))) {
            try json.readString()
        }
        #expect(throws: JSONError(offset: 1, reason: Self.expected("an object", found))) {
            try json.beginObject()
        }
        #expect(throws: JSONError(offset: 1, reason: Self.expected("true or false", found))) {
            try json.readBool()
        }
        #expect(throws: JSONError(offset: 1, reason: Self.expected("null", found))) {
            try json.readNull()
        }
        #expect(throws: JSONError(offset: 1, reason: Self.expected("a number", found))) {
            try json.readNumber()
        }
    }

    @Test("a text beyond the limit on its size is not looked at")
    func tooLong() {
        #expect(throws: JSONError(offset: 3, reason: .tooLong(limit: 3, found: 4))) {
            try JSONValue.parse(Array("????".utf8), maximumBytes: 3)
        }
    }

    @Test("an error is a sentence with the byte, and prints no control character")
    func descriptions() {
        let error = JSONError(offset: 7, reason: .duplicateKey("\u{1B}[31m"))
        #expect(
            error.description
                == #"JSON is wrong at byte 7: expected each key once, found \u{1b}[31m again"#)
        let comma = JSONError(offset: 2, reason: Self.expected("a comma or `]`", "a number"))
        #expect(
            comma.description == "JSON is wrong at byte 2: expected a comma or `]`, found a number")
    }
}
