import Foundation
import TestSupport
import Testing

@Suite("Text that comes in and goes out")
struct TextTests {
    @Test(
        "CSV is quoted by bytes, and nothing in it is obeyed by a terminal",
        arguments: [
            // The comma has a combining mark, which makes another character of it.
            (",\u{301}x", "\",\u{301}x\""), ("\"\u{301}", "\"\"\"\u{301}\""),
            ("\u{1B}]0;x\u{7}", #"\u{1b}]0;x\u{7}"#), ("a\u{202E}b", #"a\u{202e}b"#),
            ("a\nb", #""a\nb""#), ("a\r", #""a\r""#), (#"a\b"#, #"a\\b"#), ("größe", "größe"),
            ("\u{2028}", #"\u{2028}"#), (String(repeating: "x", count: 99), nil),
        ])
    func csv(file: String, field: String?) throws {
        let temporary = try TemporaryFolder()
        let stroke = (0..<784).map { (11..<16).contains($0 % 28) ? UInt8($0 / 28 * 9) : 0 }
        try temporary.write(Array("P5 28 28 255\n".utf8) + stroke, to: file)
        let result = try run(
            ["classify", file, "--format", "csv", "--top-k", "1"], in: temporary.url)
        #expect(result.status == 0)
        let lines = result.standardOutput.utf8.split(separator: UInt8(ascii: "\n"))
        try #require(lines.count == 2)
        #expect(lines[1].starts(with: "\(field ?? file),1,".utf8))
    }

    @Test("JSON escapes what a terminal would obey, and line separators")
    func json() throws {
        let temporary = try TemporaryFolder()
        let file = "a\u{1B}\u{2028}\u{2029}\u{202E}\u{7}b"
        try temporary.write(idx([1], [7]), to: file)
        let result = try run(["inspect", file, "--format", "json"], in: temporary.url)
        #expect(result.standardOutput.contains(#""a\u001b\u2028\u2029\u202e\u0007b""#))
        let object = try #require(try result.json as? [[String: Any]]).first
        #expect(object?["file"] as? String == file)
    }

    @Test("an argument that is not UTF-8 opens no file of a name that looks like it")
    func arguments() throws {
        let temporary = try TemporaryFolder()
        // What a repaired name would be.
        try temporary.write(idx([1], [7]), to: "a\u{FFFD}.idx")
        let result = try run(
            "inspect", in: temporary.url, shell: #"exec "$@" "$(printf 'a\377.idx')""#)
        #expect(result.status == 64)
        #expect(result.standardOutput == "")
        #expect(
            result.standardError == #"""
                mnist: error: argument 2: expected valid UTF-8, found a\xFF.idx
                See 'mnist help inspect'.

                """#)
    }

    @Test("so are variables", arguments: ["MNIST_HOME", "MNIST_KERNELS"])
    func variables(name: String) throws {
        let result = try run(
            "plot", "relu", shell: #"export \#(name)="$(printf 'a\377')" && exec "$@""#)
        #expect(result.status == 64)
        #expect(
            result.standardError.hasPrefix(
                #"mnist: error: \#(name): expected valid UTF-8, found a\xFF"#))
    }

    #if os(Linux)
        @Test("a file of the system that says it is empty is not taken for empty")
        func noSize() throws {
            for command in ["inspect", "classify"] {
                let result = try run(command, "/proc/self/maps")
                #expect(result.status == 66)
                #expect(
                    result.standardError == "mnist: error: /proc/self/maps: is a file that holds "
                        + "bytes and says it has none, as in /proc; expected a regular file\n")
            }
        }
    #endif
}
