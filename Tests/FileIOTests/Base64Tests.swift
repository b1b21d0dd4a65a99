import FileIO
import Foundation
import Testing

@Suite("Base64")
struct Base64Tests {
    @Test("text and bytes are those of Foundation", arguments: 0...9)
    func foundation(count: Int) {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: 251 &- 37 &* $0) }
        let text = Data(bytes).base64EncodedString()
        #expect(Base64.text(bytes) == text)
        var decoded: [UInt8] = [9]
        #expect(Base64.decode(Array(text.utf8), appendingTo: &decoded))
        #expect(decoded == [9] + bytes)
    }

    @Test(
        "what is not canonical is refused",
        arguments: ["A", "AA", "AAA", "AB==", "AAB=", "====", "A===", "AA=A", "AA-_", "AAAA\n"])
    func refused(text: String) {
        var bytes: [UInt8] = []
        #expect(!Base64.decode(Array(text.utf8), appendingTo: &bytes))
    }
}
