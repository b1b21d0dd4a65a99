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

    @Test("a byte that is no digit is refused at every place", arguments: 0..<12)
    func places(place: Int) {
        let digits = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        for byte in UInt8.min...UInt8.max {
            // "=" may stand at the end, behind what is canonical with it.
            var text = Array("AAAABBBBCCCA".utf8)
            if byte == UInt8(ascii: "="), place == 11 { continue }
            text[place] = byte
            var bytes: [UInt8] = []
            #expect(Base64.decode(text, appendingTo: &bytes) == digits.contains(byte))
        }
    }

    @Test("a part of an array is decoded, and nothing around it")
    func range() {
        // Python: base64.b64encode(bytes([250, 251, 252, 253]))
        let text = Array("====+vv8/Q==AAAA".utf8)
        var bytes: [UInt8] = [7]
        #expect(Base64.decode(text, in: 4..<12, appendingTo: &bytes))
        #expect(bytes == [7, 250, 251, 252, 253])
    }
}
