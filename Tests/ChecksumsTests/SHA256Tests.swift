import Checksums
import Testing

/// Expected digests are the examples of FIPS 180-4 and NIST's test vectors, or made by Python's hashlib.
@Suite("SHA-256")
struct SHA256Tests {
    static let supported = SHA256.Variant.allCases.filter(\.isSupported)

    private func digest(
        _ bytes: [UInt8], piece: Int? = nil, variant: SHA256.Variant
    ) -> String {
        var hash = SHA256(variant: variant)
        for start in stride(from: 0, to: bytes.count, by: piece ?? max(1, bytes.count)) {
            let end = min(bytes.count, start + (piece ?? bytes.count))
            hash.update(unsafe bytes[start..<end].span.bytes)
        }
        return hash.hexadecimalDigest()
    }

    @Test("NIST's messages have NIST's digests", arguments: supported)
    func vectors(variant: SHA256.Variant) {
        let vectors = [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
            (
                "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
                    + "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
                "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
            ),
        ]
        for (message, expected) in vectors {
            #expect(digest(Array(message.utf8), variant: variant) == expected)
        }
    }

    @Test("a million times the letter a", arguments: supported)
    func million(variant: SHA256.Variant) {
        let message = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)
        #expect(
            digest(message, piece: 65_537, variant: variant)
                == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    }

    @Test("the digest does not depend on how the message is cut", arguments: supported)
    func pieces(variant: SHA256.Variant) {
        let message = (0..<300).map { UInt8($0 % 251) }
        for piece in [1, 3, 55, 56, 63, 64, 65, 127, 128, 129, 300] {
            #expect(
                digest(message, piece: piece, variant: variant)
                    == "43f9b5d59eb108817176c6f65c2c6203a22f2ae8bc28b7a1dde45947678c5042")
        }
    }

    @Test("both variants agree on every length around the block size", arguments: 0...200)
    func variantsAgree(length: Int) {
        let message = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ 11) }
        let digests = Set(Self.supported.map { digest(message, variant: $0) })
        #expect(digests.count == 1)
    }

    @Test("the digest as bytes is the digest as text")
    func bytes() {
        let digest = SHA256().finalize()
        #expect(digest.count == 32)
        #expect(digest.prefix(4) == [0xe3, 0xb0, 0xc4, 0x42])
    }
}
