import Foundation
import PictureDecoding
import TestSupport
import Testing

@Suite("Pictures that are refused")
struct RefusalTests {
    private func refusal(
        _ bytes: [UInt8], pixels: Int? = nil, location: SourceLocation = #_sourceLocation
    ) -> String {
        var limits = PictureLimits()
        if let pixels { limits.pixels = pixels }
        do {
            _ = try Picture(bytes: bytes, source: "f", limits: limits)
            Issue.record("was accepted", sourceLocation: location)
            return ""
        } catch {
            return error.description
        }
    }

    private func hexadecimal(_ number: UInt32) -> String {
        let digits = String(number, radix: 16, uppercase: true)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }

    private func refusal(_ text: String) -> String { refusal(Array(text.utf8)) }

    @Test("what is no picture is named, where it is known")
    func foreign() {
        #expect(refusal([]) == "f: is empty: expected a picture, found 0 bytes")
        #expect(
            refusal([1, 2, 3, 4, 5, 6, 7, 8, 9])
                == "f: unknown format at byte 0: expected PNG, JPEG, Netpbm (P1 to P6) or BMP, "
                + "found 01 02 03 04 05 06 07 08")
        #expect(refusal("GIF89a...") == "f: is a GIF picture: convert it to PNG")
        #expect(refusal("\0\0\0\u{18}ftypheic") == "f: is a HEIC picture: export it as JPEG")
        #expect(
            refusal("RIFF....WEBPVP8 ") == "f: is a WebP picture: convert it to PNG or JPEG")
        #expect(refusal("<!DOCTYPE html>").contains("web page"))
        #expect(
            refusal([0, 0, 8, 3]) == "f: is an IDX file: its images are named with images and "
                + "index")
        #expect(
            refusal([0x93] + Array("NUMPY\u{1}\0".utf8))
                == "f: is a NumPy array: its images are named with images and index")
        #expect(refusal([2, 0, 0, 0, 0, 0, 0, 0] + Array("{}".utf8)).hasSuffix(", not a picture"))
        #expect(
            refusal("version https://git-lfs.github.com/spec/v1\n")
                == "f: is a Git LFS pointer, not the file itself: run `git lfs pull`")
    }

    @Test("more pixels than allowed are refused by their number")
    func pixelLimit() throws {
        for name in ["rgb8.png", "bits.p4.pbm", "rgb24.bmp", "grey15.p2.pgm"] {
            #expect(
                refusal(PictureFixture.bytes(name), pixels: 142)
                    == "f: picture is too large: expected at most 142 pixels (PictureLimits.pixels), "
                    + "found 13 x 11")
        }
        #expect(
            refusal(PictureFixture.bytes("grey.jpg"), pixels: 1590)
                == "f: picture is too large: expected at most 1590 pixels (PictureLimits.pixels), "
                + "found 43 x 37")
        var limits = PictureLimits()
        limits.pixels = 143
        _ = try Picture(bytes: PictureFixture.bytes("rgb8.png"), source: "f", limits: limits)
    }

    @Test("sizes that the data could never fill are refused before memory is taken")
    func lyingSizes() {
        var png = PNGFile(PictureFixture.bytes("rgb8.png"))
        png.chunks[0].content.replaceSubrange(0..<8, with: [0, 0, 0x0F, 0xFF, 0, 0, 0x0F, 0xFF])
        #expect(
            refusal(png.bytes).hasPrefix(
                "f: PNG is damaged at byte 33: expected at least 48751 bytes of image data for "
                    + "4095 x 4095 pixels, found "))
        png.chunks[0].content.replaceSubrange(0..<8, with: [0, 0, 0xFF, 0xFF, 0, 0, 0xFF, 0xFF])
        #expect(refusal(png.bytes).hasSuffix("found 65535 x 65535"))
        var jpeg = PictureFixture.bytes("grey.jpg")
        let frame = jpeg.indices.first { jpeg[$0] == 0xFF && jpeg[$0 + 1] == 0xC0 } ?? 0
        jpeg.replaceSubrange(frame + 5..<frame + 9, with: [0x1F, 0xFF, 0x1F, 0xFF])
        #expect(refusal(jpeg).contains("expected at least 131040 bytes for 8191 x 8191 pixels"))
        // 512 pixels for each byte, and one byte more.
        let width = jpeg.count + 1
        jpeg.replaceSubrange(
            frame + 5..<frame + 9, with: [2, 0, UInt8(width >> 8), UInt8(width & 255)])
        #expect(refusal(jpeg).contains("expected at least \(width) bytes for \(width) x 512"))
        #expect(
            refusal("P5 8000 8000 255 ").hasPrefix(
                "f: Netpbm is damaged at byte 17: expected 64000000 bytes of pixels, found 0"))
        #expect(refusal("P2 8000 8000 255 ").contains("expected 64000000 samples, found "))
        #expect(refusal("P4 99999999999 1 ").contains("expected a width of 1 to 2147483647"))
    }

    @Test("Netpbm: the first wrong byte is named")
    func netpbm() {
        #expect(
            refusal("P1 2 2 01 0x")
                == "f: Netpbm is damaged at byte 11: expected pixel 3 of 4, 0 or 1, found 78")
        #expect(
            refusal("P2 2 1 9 3 10")
                == "f: Netpbm is damaged at byte 11: expected sample 1 of 2 of 0 to 9, found 10")
        #expect(
            refusal("P5 2 1 99999 ab")
                == "f: Netpbm is damaged at byte 7: expected a maximum of 1 to 65535, found 99999")
        #expect(
            refusal("P5 2 1 9 \u{5}\u{A}")
                == "f: Netpbm is damaged at byte 10: expected at most 9, found 10")
        #expect(
            refusal("P5 2 1 255 abc")
                == "f: Netpbm is damaged at byte 13: expected the end of the file, found 1 bytes "
                + "more")
        #expect(refusal("P5 0 1 255 ").contains("expected a width of 1 to 2147483647, found 0"))
        #expect(refusal("P5 1 #").hasSuffix("found the end of the file"))
    }

    @Test("PNG: a wrong checksum, a chunk cut short and wrong data are found")
    func png() {
        let sound = PictureFixture.bytes("rgb8.png")
        var wrong = sound
        wrong[sound.count - 13] ^= 1
        let checksum = GzipFixture.checksum(Array(sound[37..<sound.count - 16]))
        #expect(
            refusal(wrong)
                == "f: PNG is damaged at byte \(sound.count - 16): expected the CRC-32 "
                + "\(hexadecimal(checksum)) of the chunk IDAT at byte 33, found "
                + "\(hexadecimal(checksum ^ 1))")
        #expect(
            refusal(Array(sound.dropLast(12)))
                == "f: PNG is damaged at byte \(sound.count - 12): expected the chunk IEND, found "
                + "the end of the file")
        #expect(
            refusal(Array(sound.dropLast(20))).contains("bytes in the chunk IDAT and 4 after it"))
        #expect(refusal(Array(sound.prefix(6))).contains("expected the signature"))
    }

    @Test("JPEG: four colors, too many scans and a cut scan are refused")
    func jpeg() {
        var cmyk = PictureFixture.bytes("color444.jpg")
        let frame = cmyk.indices.first { cmyk[$0] == 0xFF && cmyk[$0 + 1] == 0xC0 } ?? 0
        cmyk[frame + 9] = 4
        #expect(
            refusal(cmyk) == "f: JPEG cannot be read: expected 1 color component or 3, found 4 "
                + "(CMYK): convert it to RGB")
        var arithmetic = PictureFixture.bytes("color444.jpg")
        arithmetic[frame + 1] = 0xC9
        #expect(
            refusal(arithmetic)
                == "f: JPEG cannot be read: expected Huffman coding, found arithmetic coding at byte "
                + "\(frame): convert it with jpegtran")
        let sound = PictureFixture.bytes("color420.jpg")
        #expect(refusal(Array(sound.dropLast(2))).contains("Premature end of JPEG file"))
        #expect(refusal(Array(sound.prefix(100))).hasSuffix("found the end of the file"))
        // The last scan of a progressive file, several times: the second refines nothing.
        let progressive = PictureFixture.bytes("grey-progressive.jpg")
        let scan = progressive.indices.last {
            $0 + 1 < progressive.count && progressive[$0] == 0xFF && progressive[$0 + 1] == 0xDA
        }
        let last = Array(progressive[(scan ?? 0)...].dropLast(2))
        func repeated(_ count: Int) -> [UInt8] {
            Array(progressive.dropLast(2)) + Array(repeatElement(last, count: count).joined())
                + [0xFF, 0xD9]
        }
        #expect(refusal(repeated(100)).contains("Inconsistent progression"))
        #expect(refusal(repeated(10_000)).contains("expected at most 500 scans, found"))
    }

    @Test("BMP: colors outside the palette, wrong headers and missing rows are refused")
    func bmp() {
        let sound = PictureFixture.bytes("rgb24.bmp")
        func set(_ bytes: [UInt8], _ place: Int, _ values: UInt8...) -> [UInt8] {
            var bytes = bytes
            bytes.replaceSubrange(place..<place + values.count, with: values)
            return bytes
        }
        /// Without the size of the file, which would tell of each byte too many or too few.
        func unsized(_ bytes: [UInt8]) -> [UInt8] { set(bytes, 2, 0, 0, 0, 0) }
        #expect(
            refusal(Array(sound.dropLast()))
                == "f: BMP is damaged at byte 2: expected a file of 494 bytes, as stated, found 493"
        )
        #expect(
            refusal(sound + [0]).hasSuffix("expected a file of 494 bytes, as stated, found 495"))
        #expect(
            refusal(Array(unsized(sound).dropLast()))
                == "f: BMP is damaged at byte 493: expected 440 bytes of pixels, found 439")
        #expect(
            refusal(unsized(sound) + [0, 0, 0, 0])
                == "f: BMP is damaged at byte 494: expected the end of the file after the pixels, "
                + "found 4 bytes more")
        #expect(
            refusal(set(set(sound, 14, 41), 28, 7))
                == "f: BMP is damaged at byte 28: expected 1, 4, 8, 16, 24 or 32 bits per pixel, "
                + "found 7")
        #expect(
            refusal(set(sound, 26, 2)) == "f: BMP is damaged at byte 26: expected 1 plane, found 2")
        #expect(refusal(Array(sound.prefix(17))).contains("expected a header of 18 bytes or more"))
        let masks = PictureFixture.bytes("rgb565.bmp")
        #expect(
            refusal(set(masks, 58, 0xE0, 0x0F)).contains(
                "expected 3 masks of adjacent bits that do not overlap, found f800 fe0 1f"))
        let index = PictureFixture.bytes("palette4.bmp")
        #expect(
            refusal(set(index, 10, 117))
                == "f: BMP is damaged at byte 10: expected pixels from byte 118 to \(index.count), "
                + "found 117")
        // Two colors, and the indices of the first row as they were.
        #expect(refusal(set(index, 46, 2)).contains("expected a color of 2, found "))
    }

    @Test("BMP: runs end where they should")
    func runs() {
        let sound = PictureFixture.bytes("runs8.bmp")
        var unsized = sound
        unsized.replaceSubrange(2..<6, with: [0, 0, 0, 0])
        #expect(refusal(Array(unsized.dropLast(2))).hasSuffix("found the end of the file"))
        #expect(refusal(unsized + [0, 0, 0, 0]).contains("expected the end of the file after"))
        // The end of the bitmap instead of the first row's.
        let start = 14 + 40 + 64
        var short = sound
        short.replaceSubrange(start..<start + 2, with: [0, 1])
        #expect(
            refusal(short)
                == "f: BMP is damaged at byte \(start + 2): expected \(sound.count - start) bytes "
                + "of runs, as stated, found 2")
        // A run of 255 in a row of 13.
        var long = sound
        long.replaceSubrange(start..<start + 2, with: [255, 0])
        #expect(
            refusal(long)
                == "f: BMP is damaged at byte \(start): expected a color of 16 inside 13 x 11, "
                + "found 0 at 13, 0")
    }

    @Test("Netpbm: after binary pixels no comment is read")
    func comment() {
        #expect(
            refusal("P5 1 1 255 a#b")
                == "f: Netpbm is damaged at byte 12: expected the end of the file, found 2 bytes "
                + "more")
        #expect(refusal("P4 1 1 a#").contains("found 1 bytes more"))
    }
}
