import FileIO
import Testing

@Suite("Names on a terminal")
struct DisplayNameTests {
    @Test(
        "what a terminal would obey or hide is escaped",
        arguments: [
            ("fc1.weight", "fc1.weight"), ("größe 😀", "größe 😀"), ("", "\"\""),
            ("a\0b", #"a\u{0}b"#), ("\u{1B}[2J", #"\u{1b}[2J"#), ("\u{9B}31m", #"\u{9b}31m"#),
            ("a\nb\r\tc", #"a\nb\r\tc"#), (#"a\nb"#, #"a\\nb"#), ("\u{7F}", #"\u{7f}"#),
            ("abc\u{202E}fed", #"abc\u{202e}fed"#), ("a\u{200B}b\u{FEFF}", #"a\u{200b}b\u{feff}"#),
            ("a\u{2028}b", #"a\u{2028}b"#), ("../../etc", "../../etc"),
        ])
    func escapes(name: String, shown: String) {
        #expect(displayName(name) == shown)
    }

    @Test("a long name is cut, and its size told")
    func shortens() {
        let long = String(repeating: "x", count: 1_000_000)
        #expect(displayName(long) == String(repeating: "x", count: 64) + "… (1000000 bytes)")
        #expect(displayName("abcd", maximumLength: 4) == "abcd")
        #expect(displayName("abcde", maximumLength: 4) == "abcd… (5 bytes)")
        #expect(displayName(String(long.prefix(100)), maximumLength: .max).count == 100)
    }
}
