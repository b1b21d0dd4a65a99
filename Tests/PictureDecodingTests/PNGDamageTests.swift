import PictureDecoding
import TestSupport
import Testing

/// Every byte of a PNG is under a checksum, or states where one is: no change of a bit is answered.
@Suite("Damaged PNGs")
struct PNGDamageTests {
    struct Kind: CustomTestStringConvertible {
        let name: String
        let bytes: [UInt8]

        var testDescription: String { name }
    }

    /// The fixtures, and files with chunks that none of them has.
    static let kinds: [Kind] = {
        var kinds = PictureFixture.all.filter { $0.name.hasSuffix(".png") }.map {
            Kind(name: $0.name, bytes: $0.bytes)
        }
        let sound = PNGFile(PictureFixture.bytes("grey8.png"))
        let data = sound.chunks[1].content
        let text = Array("a\0b".utf8)
        // No compression, no language, no translated keyword.
        let international = Array("a\0\0\0\0\0b".utf8)
        let parts = [data[..<10], data[10..<90], data[90...]].map(Array.init)
        kinds += [
            Kind(name: "with eXIf", bytes: sound.adding("eXIf", exif, at: 1).bytes),
            Kind(name: "with eXIf at the end", bytes: sound.adding("eXIf", exif, at: 2).bytes),
            Kind(name: "with gAMA", bytes: sound.adding("gAMA", [0, 0, 0xB1, 0x8F], at: 1).bytes),
            Kind(name: "with sRGB", bytes: sound.adding("sRGB", [0], at: 1).bytes),
            Kind(name: "with tEXt", bytes: sound.adding("tEXt", text, at: 1).bytes),
            Kind(name: "with iTXt", bytes: sound.adding("iTXt", international, at: 2).bytes),
            Kind(
                name: "with all of these, and three IDAT",
                bytes: sound.replacingData(parts[0], parts[1], parts[2])
                    .adding("iTXt", international, at: 1).adding("tEXt", text, at: 1)
                    .adding("eXIf", exif, at: 1).adding("gAMA", [0, 0, 0xB1, 0x8F], at: 1)
                    .adding("sRGB", [0], at: 1).bytes),
            Kind(
                name: "with three IDAT",
                bytes: sound.replacingData(parts[0], parts[1], parts[2]).bytes),
        ]
        return kinds
    }()

    /// The orientation 6: to be turned by a quarter.
    static let exif: [UInt8] = [
        0x4D, 0x4D, 0, 0x2A, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0,
    ]

    @Test("there are as many kinds as there should be")
    func kindsAreThere() { #expect(Self.kinds.count == 51) }

    @Test("a file with any bit changed is refused", arguments: kinds)
    func everyBit(kind: Kind) throws {
        _ = try Picture(bytes: kind.bytes, source: "f")
        var accepted: [String] = []
        var bytes = kind.bytes
        for index in bytes.indices {
            for bit in 0..<8 {
                bytes[index] ^= 1 << bit
                if (try? Picture(bytes: bytes, source: "f")) != nil {
                    accepted.append("byte \(index), bit \(bit)")
                }
                bytes[index] ^= 1 << bit
            }
        }
        #expect(accepted == [])
    }

    @Test("a file cut anywhere, or longer, is refused", arguments: kinds)
    func length(kind: Kind) throws {
        for count in kind.bytes.indices {
            #expect(throws: PictureError.self) {
                try Picture(bytes: Array(kind.bytes[..<count]), source: "f")
            }
        }
        for more in [[0], [0x0A], kind.bytes] as [[UInt8]] {
            #expect(throws: PictureError.self) {
                try Picture(bytes: kind.bytes + more, source: "f")
            }
        }
    }
}
