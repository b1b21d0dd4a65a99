import StrictJSON
import Testing

@Suite("Reading JSON")
struct JSONReaderTests {
    private func reader(_ text: String) -> JSONReader { JSONReader(Array(text.utf8)) }

    @Test("values are pulled one by one, with white space anywhere between them")
    func pulls() throws {
        var json = reader(
            " {\t\"a\" :[ 1 , 22,\n333 ] ,\"b\":{ } ,\r\"c\":[],\"d\":true,\"e\":null}\n")
        try json.beginObject()
        #expect(try json.nextKey() == "a")
        try json.beginArray()
        var numbers: [Int] = []
        while try json.nextElement() { numbers.append(try json.readInteger()) }
        #expect(numbers == [1, 22, 333])
        #expect(try json.nextKey() == "b")
        try json.beginObject()
        #expect(try json.nextKey() == nil)
        #expect(try json.nextKey() == "c")
        try json.beginArray()
        #expect(try !json.nextElement())
        #expect(try json.nextKey() == "d")
        #expect(try json.readBool())
        #expect(try json.nextKey() == "e")
        try json.readNull()
        #expect(try json.nextKey() == nil)
        try json.finish()
    }

    @Test("a part of an array is read, and offsets count from the array's start")
    func range() throws {
        let bytes = Array("xx[7]yy".utf8)
        var json = JSONReader(bytes, in: 2..<5)
        try json.beginArray()
        #expect(try json.nextElement())
        #expect(try json.readInteger() == 7)
        #expect(try !json.nextElement())
        try json.finish()
        #expect(json.offset == 5)
    }

    @Test(
        "numbers have the values that the grammar gives them",
        arguments: [
            ("0", 0.0), ("-0", -0.0), ("10", 10), ("2.5", 2.5), ("-1.25e2", -125), ("16E-1", 1.6),
            ("1e+3", 1000), ("1.7976931348623157e308", .greatestFiniteMagnitude), ("1e-999", 0),
        ])
    func numbers(text: String, value: Double) throws {
        var json = reader(text)
        let read = try json.readNumber()
        try json.finish()
        #expect(read == value && read.sign == value.sign)
    }

    @Test("a byte that does not mean itself is found at every place of a string", arguments: 0..<20)
    func placesInStrings(place: Int) throws {
        for (text, meaning) in [
            ("\\\"", "\""), ("\\\\", "\\"), ("\u{7F}", "\u{7F}"), ("\u{80}", "\u{80}"), ("!", "!"),
            ("#", "#"), ("[", "["), ("]", "]"), ("\\u0021", "!"), ("~", "~"), (" ", " "),
        ] {
            let before = String(repeating: "a", count: place)
            let after = String(repeating: "z", count: 19 - place)
            var json = reader("\"\(before)\(text)\(after)\",")
            #expect(try json.readString() == before + meaning + after)
            json = reader("\"\(before)\" \(after)\"")
            #expect(try json.readString() == before)
        }
        for byte in UInt8.min..<0x20 {
            let bytes = Array("\"".utf8) + [UInt8](repeating: 0x61, count: place) + [byte]
            var json = JSONReader(bytes + Array("bbbbbbbbbbbb\"".utf8))
            #expect(
                throws: JSONError(offset: place + 1, reason: .controlCharacter(byte: byte))
            ) { try json.readString() }
        }
    }

    @Test("the largest integer is read")
    func largestInteger() throws {
        var json = reader("9223372036854775807")
        #expect(try json.readInteger() == .max)
    }

    @Test(
        "escapes are resolved",
        arguments: [
            (#""""#, ""), (#""a\"\\\/\b\f\n\r\tz""#, "a\"\\/\u{8}\u{C}\n\r\tz"),
            (#""\u0061\u00E9\u20ac""#, "aé€"), (#""\ud83d\ude00!""#, "😀!"), (#""\u0000""#, "\0"),
            (#""plain é€😀""#, "plain é€😀"), (#""\uD7FF\uE000""#, "\u{D7FF}\u{E000}"),
        ])
    func escapes(text: String, value: String) throws {
        var json = reader(text)
        #expect(Array(try json.readString().utf8) == Array(value.utf8))
        try json.finish()
    }

    @Test("what is skipped is checked all the same")
    func skips() throws {
        var json = reader(#"[{"a":[1,{"b":"\n"}],"c":-1.5e3},true,false,null,"x"]"#)
        try json.skipValue()
        try json.finish()
        var wrong = reader(#"[{"a":[1,01]}]"#)
        #expect(throws: JSONError(offset: 10, reason: .leadingZero)) { try wrong.skipValue() }
    }

    @Test("keys that look the same but have other bytes are two keys")
    func canonicallyEquivalentKeys() throws {
        var json = reader("{\"\u{E9}\":1,\"e\u{301}\":2}")
        try json.skipValue()
        try json.finish()
    }

    @Test(
        "every sequence of bytes is UTF-8 to the reader exactly when the standard library says so")
    func everyEncoding() {
        let tails: [[UInt8]] = [
            [], [0x80], [0x7F], [0xBF], [0x80, 0x80], [0xBF, 0xBF], [0x80, 0x7F],
        ]
        for lead in UInt8(0x80)...0xFF {
            for second in UInt8(0x7F)...0xC1 {
                for tail in tails {
                    let content = [lead, second] + tail
                    var json = JSONReader([0x22] + content + [0x22])
                    let read = try? json.readString()
                    #expect(read == String(validating: content, as: UTF8.self))
                }
            }
        }
    }

    @Test("nesting is bounded, however deep it goes")
    func depth() throws {
        let deep = String(repeating: "[", count: 100_000)
        #expect(throws: JSONError(offset: 32, reason: .tooDeep(limit: 32))) {
            var json = reader(deep)
            try json.skipValue()
        }
        let objects = String(repeating: #"{"a":"#, count: 100_000)
        #expect(throws: JSONError(offset: 10, reason: .tooDeep(limit: 2))) {
            try JSONValue.parse(Array(objects.utf8), maximumDepth: 2)
        }
        var allowed = reader(String(repeating: "[", count: 32) + String(repeating: "]", count: 32))
        try allowed.skipValue()
        try allowed.finish()
    }
}
