import StrictJSON

/// Texts that are no JSON, or other JSON than is read.
enum JSONMistakes {
    static let all: [Mistake] = [
        Mistake(
            "JSONReader.beginObject()", "JSONReader.beginArray()", "JSONReader.readBool()",
            "JSONReader.readNull()", "JSONReader.readString()", "JSONReader.readNumber()",
            "JSONReader.readInteger()", "JSONReader.readValue()", "JSONReader.skipValue()",
            "JSONReader.readNumbers(into:maximumCount:)",
            calls: { try read("x") { try $0.beginObject() } },
            { try read("") { try $0.beginArray() } }, { try read("tru") { _ = try $0.readBool() } },
            { try read("nul") { try $0.readNull() } },
            { try read("\"a") { _ = try $0.readString() } },
            { try read("1e999") { _ = try $0.readNumber() } },
            { try read("NaN") { _ = try $0.readNumber() } },
            { try read("99999999999999999999") { _ = try $0.readInteger() } },
            { try read("[") { _ = try $0.readValue() } }, { try read("{") { try $0.skipValue() } },
            {
                try read("[1,2]") {
                    var numbers = JSONNumbers()
                    _ = try $0.readNumbers(into: &numbers, maximumCount: 1)
                }
            }),
        Mistake(
            "JSONReader.nextKey()", "JSONReader.nextElement()", "JSONReader.finish()",
            calls: {
                try read("{1") {
                    try $0.beginObject()
                    _ = try $0.nextKey()
                }
            },
            {
                try read("[") {
                    try $0.beginArray()
                    _ = try $0.nextElement()
                    try $0.skipValue()
                }
            }, { try read("1") { try $0.finish() } }),
        Mistake(
            "JSONValue.parse(_:maximumDepth:maximumBytes:)",
            calls: { _ = try JSONValue.parse([]) }, { _ = try JSONValue.parse(Array("[1".utf8)) },
            { _ = try JSONValue.parse(Array("[1]".utf8), maximumDepth: 0) },
            { _ = try JSONValue.parse(Array("[1]".utf8), maximumBytes: 2) }),
    ]

    private static func read(
        _ text: String, _ use: (inout JSONReader) throws -> Void
    ) throws {
        var reader = JSONReader(Array(text.utf8))
        try use(&reader)
    }
}
