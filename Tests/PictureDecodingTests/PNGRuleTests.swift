import PictureDecoding
import TestSupport
import Testing

/// Files that break a rule of PNG although every checksum in them is right.
@Suite("Rules of PNG")
struct PNGRuleTests {
    private static let grey = PNGFile(color: 0, bits: 8, rowBytes: 3)
    private static let rgb = PNGFile(color: 2, bits: 8, rowBytes: 9)
    private static let rgba = PNGFile(color: 6, bits: 8, rowBytes: 12)
    private static let noPalette = PNGFile(color: 3, bits: 2, rowBytes: 1)
    private static let colors = [UInt8](repeating: 9, count: 6)
    private static let palette = noPalette.adding("PLTE", colors, at: 1)
    private static let rows = [UInt8](repeating: 0, count: 8)

    private func refusal(_ file: PNGFile, location: SourceLocation = #_sourceLocation) -> String {
        do {
            _ = try Picture(bytes: file.bytes, source: "f")
            Issue.record("was accepted", sourceLocation: location)
            return ""
        } catch {
            let start = "f: PNG is damaged at byte "
            guard error.description.hasPrefix(start) else { return error.description }
            return String(error.description.dropFirst(start.count))
        }
    }

    @Test("what is sound is read")
    func sound() throws {
        let exif = PNGDamageTests.exif
        let files = [
            Self.grey, Self.rgb, Self.rgba, Self.palette,
            Self.rgb.adding("PLTE", Self.colors, at: 1),
            Self.palette.adding("tRNS", [0, 1], at: 2),
            Self.grey.adding("tRNS", [0, 7], at: 1), Self.grey.adding("eXIf", exif, at: 2),
            Self.grey.adding("tEXt", [], at: 1).adding("tEXt", [], at: 3),
            // A color profile that libpng warns of: none of this matters to luma.
            Self.rgb.adding("iCCP", [65, 0, 0, 1, 2, 3], at: 1).adding("sRGB", [9], at: 1),
            Self.rgb.adding("gAMA", [0, 0, 0, 0], at: 1).adding("gAMA", [1], at: 1),
            Self.grey.adding("IDAT", [], at: 1).adding("IDAT", [], at: 3),
        ]
        for file in files {
            let picture = try Picture(bytes: file.bytes, source: "f")
            #expect(picture.luma.pixels.count == 6)
        }
        let turned = try Picture(bytes: files[7].bytes, source: "f")
        #expect(turned.luma.width == 2 && turned.storage.orientation == .quarterTurn)
        // Its checksum in a chunk of its own, as the last rows may be.
        let data = Self.grey.chunks[1].content
        for count in data.indices {
            let file = Self.grey.replacingData(Array(data[..<count]), Array(data[count...]))
            _ = try Picture(bytes: file.bytes, source: "f")
        }
    }

    @Test("a wrong checksum is refused in chunks that do not matter, too")
    func ancillaryChecksum() throws {
        var bytes = Self.grey.adding("tEXt", [65], at: 1).bytes
        // After signature and header: length, name, one byte and the checksum.
        bytes[33 + 4 + 4 + 1 + 3] ^= 1
        let error = #expect(throws: PictureError.self) { try Picture(bytes: bytes, source: "f") }
        #expect(error?.description.contains("of the chunk tEXt at byte 33, found") == true)
    }

    @Test("colors of a palette that tRNS leaves out are opaque")
    func shortTransparency() throws {
        // Colors 0, 1, 0 in both rows, two bits each.
        let data = PNGFile.zlib([0, 0b00_01_00_00, 0, 0b00_01_00_00])
        let file = Self.palette.adding("tRNS", [7], at: 2).replacingData(data)
        #expect(try Picture(bytes: file.bytes, source: "f").alpha == [7, 255, 7, 7, 255, 7])
    }

    @Test("the orientation is found among many entries of Exif")
    func manyEntries() throws {
        let entries: [[UInt8]] = (0..<20).map { [1, $0, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0] }
        let exif = PNGDamageTests.exif[..<8] + [0, 20] + entries.joined() + [0, 0, 0, 0]
        let file = Self.grey.adding("eXIf", Array(exif), at: 1)
        // The nineteenth of them has the tag of the orientation, 0x0112.
        let picture = try Picture(bytes: file.bytes, source: "f")
        #expect(picture.storage.orientation == .quarterTurn)
    }

    @Test("the header: depths, color types and methods")
    func header() {
        #expect(
            refusal(Self.rgb.settingHeader(8, 4))
                == "24: expected a bit depth of 8, 16 for the color type 2, found 4")
        #expect(
            refusal(Self.palette.settingHeader(8, 16))
                == "24: expected a bit depth of 1, 2, 4, 8 for the color type 3, found 16")
        #expect(
            refusal(Self.grey.settingHeader(9, 1))
                == "25: expected the color type 0, 2, 3, 4 or 6, found 1")
        #expect(
            refusal(Self.grey.settingHeader(10, 1))
                == "26: expected the compression method 0, found 1")
        #expect(
            refusal(Self.grey.settingHeader(11, 64)) == "27: expected the filter method 0, found 64"
        )
        #expect(
            refusal(Self.grey.settingHeader(12, 2))
                == "28: expected the interlace method 0 or 1, found 2")
        #expect(
            refusal(Self.grey.settingHeader(3, 0)).hasPrefix(
                "16: expected a width and a height of 1 to 2147483647, found 0 x 2"))
        #expect(
            refusal(Self.grey.settingHeader(1, 0x10))
                == "f: PNG cannot be read: expected a width and a height of at most 1000000, "
                + "found 1048579 x 2")
    }

    @Test("names of chunks and their order")
    func chunks() {
        let header = Self.grey.chunks[0].content
        #expect(
            refusal(Self.grey.adding("IHDR", header, at: 1))
                == "33: expected one chunk IHDR, found a second")
        #expect(
            refusal(Self.grey.adding("tExt", [], at: 1))
                == "37: expected the name of a chunk, four letters of which the third is a "
                + "capital, found 74 45 78 74")
        #expect(
            refusal(Self.grey.adding("CgBI", [], at: 1))
                == "33: expected IHDR, PLTE, IDAT or IEND as critical chunk, found CgBI")
        #expect(
            refusal(Self.grey.adding("eXIf", [], at: 1).adding("eXIf", [], at: 1))
                == "45: expected one chunk eXIf, found a second")
        var noData = Self.grey
        noData.chunks.remove(at: 1)
        #expect(refusal(noData) == "33: expected a chunk IDAT, found IEND")
        var longEnd = Self.grey
        longEnd.chunks[2].content = [1]
        #expect(refusal(longEnd).hasSuffix("expected no bytes in the chunk IEND, found 1"))
        let data = Self.grey.chunks[1].content
        let split = Self.grey.replacingData(Array(data[..<4]), Array(data[4...]))
        #expect(
            refusal(split.adding("tEXt", [], at: 2))
                == "61: expected no chunk between those of IDAT, which ended at byte 49, found "
                + "another IDAT")
        var two = Self.grey.bytes
        two += [0]
        #expect(throws: PictureError.self) { try Picture(bytes: two, source: "f") }
    }

    @Test("palettes")
    func palettes() {
        #expect(refusal(Self.noPalette) == "33: expected the chunk PLTE before IDAT")
        #expect(
            refusal(Self.palette.adding("PLTE", Self.colors, at: 1))
                == "51: expected one chunk PLTE, found a second")
        #expect(
            refusal(Self.rgb.adding("PLTE", Self.colors, at: 2)).hasSuffix(
                "expected the chunk PLTE before IDAT, found it after"))
        for count in [0, 7, 15] {
            #expect(
                refusal(Self.noPalette.adding("PLTE", [UInt8](repeating: 0, count: count), at: 1))
                    == "33: expected 1 to 4 colors of 3 bytes in the chunk PLTE, found \(count) "
                    + "bytes")
        }
        #expect(
            refusal(Self.grey.adding("PLTE", Self.colors, at: 1))
                == "33: expected no chunk PLTE for the color type 0")
        // Rows of 2 bits: 0, 1 and 0, then 0, 0 and 2, of two colors.
        #expect(
            refusal(Self.palette.replacingData(PNGFile.zlib([0, 0b0001_0000, 0, 0b0000_1000])))
                == "51: expected a color of 2 at 2, 1, found 2")
    }

    @Test("transparency")
    func transparency() {
        #expect(
            refusal(Self.grey.adding("tRNS", [0], at: 1))
                == "33: expected 2 bytes in the chunk tRNS, found 1")
        #expect(
            refusal(Self.rgb.adding("tRNS", [0, 0, 0, 0, 0, 0, 0], at: 1))
                == "33: expected 6 bytes in the chunk tRNS, found 7")
        #expect(
            refusal(Self.palette.adding("tRNS", [0, 1, 2], at: 2))
                == "51: expected 1 to 2 bytes in the chunk tRNS, found 3")
        #expect(
            refusal(Self.palette.adding("tRNS", [], at: 2))
                == "51: expected 1 to 2 bytes in the chunk tRNS, found 0")
        #expect(
            refusal(Self.palette.adding("tRNS", [1], at: 1))
                == "33: expected the chunk PLTE before tRNS")
        #expect(
            refusal(Self.rgb.adding("PLTE", Self.colors, at: 1).adding("tRNS", Self.colors, at: 1))
                == "51: expected the chunk PLTE before tRNS")
        #expect(
            refusal(Self.rgba.adding("tRNS", Self.colors, at: 1))
                == "33: expected no chunk tRNS for the color type 6")
        #expect(
            refusal(Self.grey.adding("tRNS", [0, 1], at: 1).adding("tRNS", [0, 1], at: 1))
                == "47: expected one chunk tRNS, found a second")
        #expect(
            refusal(Self.grey.adding("tRNS", [0, 1], at: 2)).hasSuffix(
                "expected the chunk tRNS before IDAT, found it after"))
    }

    @Test("image data is one zlib stream of exactly the rows")
    func data() {
        let stream = PNGFile.zlib(Self.rows)
        #expect(
            refusal(Self.grey.replacingData(stream + [0, 0]))
                == "\(41 + stream.count): expected the end of the image data after its zlib "
                + "stream, found 2 bytes more in the chunk IDAT")
        #expect(
            refusal(Self.grey.replacingData(stream, [7]))
                == "\(53 + stream.count): expected the end of the image data after its zlib "
                + "stream, found 1 bytes more in the chunk IDAT")
        #expect(
            refusal(Self.grey.replacingData(PNGFile.zlib(Self.rows + [0]))).hasSuffix(
                "expected 8 bytes of rows in the image data, found more"))
        #expect(
            refusal(Self.grey.replacingData(PNGFile.zlib(Array(Self.rows.dropLast())))).hasSuffix(
                "expected 8 bytes of rows in the image data, found 7"))
        #expect(
            refusal(Self.grey.replacingData(Array(stream.dropLast()))).hasSuffix(
                "expected the end of the zlib stream, found the end of the image data after 8 of "
                    + "8 bytes of rows"))
        var wrong = stream
        wrong[stream.count - 1] ^= 1
        #expect(
            refusal(Self.grey.replacingData(wrong)).hasSuffix(
                "expected sound image data, found: incorrect data check"))
        // Its checksum alone in the second chunk, which libpng does not look at.
        #expect(
            refusal(
                Self.grey.replacingData(Array(wrong.dropLast(4)), Array(wrong.suffix(4)))
            ).hasSuffix("expected sound image data, found: incorrect data check"))
        #expect(
            refusal(Self.grey.replacingData(PNGFile.zlib([5, 0, 0, 0, 0, 0, 0, 0])))
                == "33: expected sound image data, found: bad adaptive filter value")
    }

    @Test("rows and chunks are limited before anything is inflated")
    func limits() throws {
        var limits = PictureLimits()
        limits.pixels = 1 << 20
        // 512 rows of 640 pixels of 4 bytes: 5 bytes for 4 pixels allowed; and 4 bytes more a row.
        for width in [640, 641] {
            var file = PNGFile(color: 6, bits: 8, rowBytes: 0)
            file.chunks[0].content.replaceSubrange(
                0..<8, with: [0, 0, 2, UInt8(width & 255), 0, 0, 2, 0])
            file = file.replacingData(
                PNGFile.zlib([UInt8](repeating: 0, count: 512 * (1 + 4 * width))))
            let bytes = file.bytes
            if width == 640 {
                _ = try Picture(bytes: bytes, source: "f", limits: limits)
                continue
            }
            let error = #expect(throws: PictureError.self) {
                try Picture(bytes: bytes, source: "f", limits: limits)
            }
            #expect(
                error?.description
                    == "f: PNG cannot be read: expected at most 1310720 bytes of rows (5 for 4 "
                    + "pixels allowed), found 1312768 for 641 x 512 pixels")
        }
        let sound = Self.grey.bytes
        let empty = Self.grey.adding("IDAT", [], at: 1).bytes[33..<45]
        let many =
            Array(sound[..<33]) + Array(repeatElement(empty, count: 1 << 17).joined())
            + Array(sound[33...])
        let error = #expect(throws: PictureError.self) { try Picture(bytes: many, source: "f") }
        #expect(
            error?.description
                == "f: PNG cannot be read: expected at most 131072 chunks, found another at byte "
                + "1572885")
    }
}
