import Foundation
import PictureDecoding
import Testing

@Suite("Decoded pictures")
struct DecodingTests {
    @Test("there are fixtures of every format")
    func fixtures() {
        #expect(PictureFixture.all.count == 93)
        let formats = PictureFixture.all.compactMap { PictureFormat(recognizing: $0.bytes) }
        #expect(Set(formats) == Set(PictureFormat.allCases))
        #expect(formats.count == 93)
    }

    @Test("have the pixels that Pillow sees", arguments: PictureFixture.all)
    func pixels(fixture: PictureFixture) throws {
        let picture = try Picture(bytes: fixture.bytes, source: fixture.name)
        #expect(picture.luma.width == fixture.width)
        #expect(picture.luma.height == fixture.height)
        let haveSameLuma = picture.luma.pixels == Array(fixture.luma)
        let haveSameAlpha = picture.alpha == fixture.alpha.map(Array.init)
        #expect(haveSameLuma)
        #expect(haveSameAlpha)
    }

    @Test("are described as they are stored")
    func storage() throws {
        func storage(_ name: String) throws -> PictureStorage {
            try Picture(bytes: PictureFixture.bytes(name), source: name).storage
        }
        let palette = try storage("palette4-transparent-interlaced.png")
        #expect(palette.color == "palette of 16 colors with transparency")
        #expect(palette.bitDepth == 4 && palette.isInterlaced)
        #expect(try storage("rgba16.png").color == "RGB with alpha")
        #expect(try storage("rgba16.png").bitDepth == 16)
        #expect(try storage("grey-progressive.jpg").isInterlaced)
        let turned = try storage("orientation6.jpg")
        #expect(turned.orientation == .quarterTurn)
        #expect((turned.width, turned.height) == (43, 37))
        #expect(try storage("bits.p4.pbm").color == "black and white")
        #expect(try storage("grey1023.p2.pgm").bitDepth == 10)
        #expect(try storage("runs4.bmp").color == "palette of 16 colors")
    }

    @Test("runs of a BMP go on where a delta leads")
    func delta() throws {
        // A row of four pixels of two colors: two to the right, one white pixel, the end.
        let runs: [UInt8] = [0, 2, 2, 0, 1, 1, 0, 1]
        func number(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(value >> (8 * $0) & 255) } }
        let info: [UInt32] = [40, 4, 1, 0x0008_0001, 1, 0, 0, 0, 2, 0]
        let header = [0x42, 0x4D] + number(70) + number(0) + number(62) + info.flatMap(number)
        let bytes = header + [0, 0, 0, 0, 255, 255, 255, 0] + runs
        #expect(try Picture(bytes: bytes, source: "f").luma.pixels == [0, 0, 255, 0])
    }

    @Test("of JPEG are reduced by a power of two, not below what is enough")
    func reduction() throws {
        let bytes = PictureFixture.bytes("color420.jpg")
        func size(_ extent: Int) throws -> [Int] {
            let luma = try Picture(bytes: bytes, source: "", reducingTo: extent).luma
            return [luma.width, luma.height]
        }
        #expect(try size(44) == [43, 37])
        #expect(try size(22) == [43, 37])
        #expect(try size(21) == [22, 19])
        #expect(try size(5) == [6, 5])
        #expect(try size(1) == [6, 5])
    }
}
