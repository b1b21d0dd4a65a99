import StrictJSON
import Testing

@Suite("JSON values")
struct JSONValueTests {
    private let value: JSONValue = [
        "z": 1, "a": [true, nil, 2.5, "x"], "empty": [:], "none": [], "nested": ["k": ["v": -3]],
    ]

    @Test("compact text keeps the order of keys and has no line break")
    func compact() {
        #expect(
            value.text()
                == #"{"z":1,"a":[true,null,2.5,"x"],"empty":{},"none":[],"nested":{"k":{"v":-3}}}"#)
    }

    @Test("pretty text indents by two spaces and keeps rows of plain values on a line")
    func pretty() {
        let expected = """
            {
              "z": 1,
              "a": [true, null, 2.5, "x"],
              "empty": {},
              "none": [],
              "nested": {
                "k": {
                  "v": -3
                }
              }
            }
            """
        #expect(value.text(pretty: true) == expected)
    }

    @Test("what is written is read back")
    func roundTrip() throws {
        for pretty in [true, false] {
            #expect(try JSONValue.parse(Array(value.text(pretty: pretty).utf8)) == value)
        }
    }

    @Test("numbers have the fewest digits that name them")
    func numbers() {
        #expect(JSONValue.double(0.1).text() == "0.1")
        #expect(JSONValue.float(0.1).text() == "0.1")
        #expect(JSONValue.double(Double(Float(0.1))).text() == "0.10000000149011612")
        #expect(JSONValue.double(1).text() == "1.0")
        #expect(JSONValue.double(.leastNonzeroMagnitude).text() == "5e-324")
        #expect(JSONValue.integer(.min).text() == "-9223372036854775808")
    }

    @Test("numbers that JSON cannot express become null")
    func notFinite() {
        let value: JSONValue = [
            .double(.nan), .double(.infinity), .float(-.infinity), .float(.nan),
        ]
        #expect(value.text() == "[null,null,null,null]")
    }

    @Test("integers that fit are integers, other numbers are Doubles, and -0 keeps its sign")
    func parsesNumbers() throws {
        let text = "[0,-7,9223372036854775807,9223372036854775808,1.0,1e2,-0]"
        guard case .array(let read) = try JSONValue.parse(Array(text.utf8)) else {
            Issue.record("not an array")
            return
        }
        #expect(
            read == [
                .integer(0), .integer(-7), .integer(.max), .double(0x1p63), .double(1),
                .double(100), .double(-0.0),
            ])
        #expect(read.last?.text() == "-0.0")
    }

    @Test("strings are escaped so that neither JSON nor a terminal is confused by them")
    func escapes() throws {
        let string = "\"\\/\n\r\t\u{8}\u{C}\u{1B}\u{7F}\u{9B}\u{202E}\u{2028}\u{E0001}é😀"
        let text = JSONValue.string(string).text()
        let escaped = #""\"\\/\n\r\t\b\f\u001b\u007f\u009b\u202e\u2028\udb40\udc01é😀""#
        #expect(text == escaped)
        #expect(try JSONValue.parse(Array(text.utf8)) == .string(string))
    }

    @Test("members are found by key")
    func members() {
        #expect(value["z"] == 1)
        #expect(value["nested"]?["k"]?["v"] == -3)
        #expect(value["missing"] == nil)
        #expect(JSONValue.integer(1)["z"] == nil)
        #expect(value["a"]?.kind == .array)
    }
}
