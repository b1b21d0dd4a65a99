import PictureDecoding
import Testing

/// Progressive files made by hand (ITU-T T.81, annex G), whose scans say nothing but that all
/// coefficients are zero.
@Suite("Scans of JPEG")
struct JPEGScanTests {
    /// A square of 2^n pixels a side, with one scan for the mean of each block, and further ones
    /// for one coefficient each, bit for bit.
    ///
    /// - Parameters:
    ///   - components: How many there are, and the number, sampling and table of each.
    ///   - scanned: The number of the one that scans are of.
    private func progressive(
        sideLog: Int, scans: Int, components: [UInt8] = [1, 1, 0x11, 0], scanned: UInt8 = 1
    ) -> [UInt8] {
        let side = 1 << sideLog
        let blocksLog = 2 * (sideLog - 3)
        func segment(_ marker: UInt8, _ content: [UInt8]) -> [UInt8] {
            [0xFF, marker, 0, UInt8(content.count + 2)] + content
        }
        func scan(_ first: Int, _ last: Int, _ bits: (Int, Int)) -> [UInt8] {
            segment(
                0xDA, [1, scanned, 0, UInt8(first), UInt8(last), UInt8(bits.0 << 4 | bits.1)])
        }
        let one: [UInt8] = [1] + [UInt8](repeating: 0, count: 15)
        var bytes: [UInt8] = [0xFF, 0xD8]
        bytes += segment(0xDB, [0] + [UInt8](repeating: 1, count: 64))
        bytes += segment(
            0xC2,
            [8, UInt8(side >> 8), UInt8(side & 255), UInt8(side >> 8), UInt8(side & 255)]
                + components)
        // One code each, the bit 0: a difference of 0, and as many blocks without coefficients as
        // there are, or up to twice as many: the rest of the number follows in bits.
        bytes += segment(0xC4, [0] + one + [0])
        bytes += segment(0xC4, [0x10] + one + [UInt8(blocksLog << 4)])
        bytes += scan(0, 0, (0, 13)) + [UInt8](repeating: 0, count: max(1, (1 << blocksLog) / 8))
        // The bit 0 and `blocksLog` more, which are 0 too; then the byte is filled up with ones.
        let run = [UInt8](repeating: 0, count: blocksLog / 8) + [UInt8(0x7F >> (blocksLog % 8))]
        var bands = (1...63).map { scan($0, $0, (0, 13)) }
        for bit in stride(from: 13, to: 0, by: -1) {
            bands += (1...63).map { scan($0, $0, (bit, bit - 1)) }
        }
        for band in bands.prefix(scans - 1) { bytes += band + run }
        return bytes + [0xFF, 0xD9]
    }

    private func refusal(_ bytes: [UInt8], pixels: Int = 1 << 26) -> String? {
        var limits = PictureLimits()
        limits.pixels = pixels
        do {
            let picture = try Picture(bytes: bytes, source: "f", limits: limits)
            #expect(picture.luma.pixels.allSatisfy { $0 == 128 })
            return nil
        } catch {
            return error.description
        }
    }

    @Test("are at most 500")
    func number() {
        #expect(refusal(progressive(sideLog: 4, scans: 500)) == nil)
        #expect(
            refusal(progressive(sideLog: 4, scans: 501))
                == "f: JPEG cannot be read: expected at most 500 scans, found another at byte 5628")
    }

    @Test("of a picture that is twice as large as needed give half of it")
    func reduction() throws {
        let bytes = progressive(sideLog: 4, scans: 1)
        for (extent, side) in [(9, 16), (8, 8), (5, 8), (4, 4)] {
            let picture = try Picture(bytes: bytes, source: "f", reducingTo: extent)
            #expect(picture.luma.width == side, "\(extent)")
        }
    }

    @Test("are fewer the more pixels there are")
    func work() {
        // Five samples for each pixel allowed, and 2^24 of small pictures; one is for keeping them.
        #expect(refusal(progressive(sideLog: 9, scans: 500)) == nil)
        #expect(refusal(progressive(sideLog: 10, scans: 19), pixels: 1 << 22) == nil)
        #expect(
            refusal(progressive(sideLog: 10, scans: 20), pixels: 1 << 22)?.contains(
                "expected scans of at most 20971520 samples together (5 for each pixel allowed), "
                    + "found more at byte") == true)
        #expect(refusal(progressive(sideLog: 10, scans: 15), pixels: 1 << 20) == nil)
        #expect(refusal(progressive(sideLog: 10, scans: 16), pixels: 1 << 20) != nil)
    }

    @Test("count the samples of their components, of which colors may have a quarter")
    func sampling() {
        func refusal(_ scans: Int, of component: UInt8) -> String? {
            self.refusal(
                progressive(
                    sideLog: 10, scans: scans,
                    components: [3, 1, 0x22, 0, 2, 0x11, 0, 3, 0x11, 0], scanned: component),
                pixels: 1 << 20)
        }
        // 16 times 2^20 samples, of which one and a half are kept, and a scan has one or a quarter.
        for (component, most) in [(1, 14), (2, 58)] as [(UInt8, Int)] {
            #expect(refusal(most, of: component)?.contains("samples together") != true)
            #expect(refusal(most + 1, of: component)?.contains("samples together") == true)
        }
    }

    @Test("a file has at most three bytes for each pixel allowed")
    func bytes() {
        let long = progressive(sideLog: 4, scans: 1) + [UInt8](repeating: 0, count: 1 << 20)
        #expect(
            refusal(long, pixels: 256)
                == "f: JPEG cannot be read: expected at most 1048576 bytes (3 for each pixel allowed), "
                + "found \(long.count)")
    }

    @Test("bytes that fill the last scan up are passed over, if all else is sound")
    func padding() throws {
        let sound = PictureFixture.bytes("restarts.jpg")
        let pixels = try Picture(bytes: sound, source: "f").luma.pixels
        let padding = [UInt8](repeating: 0, count: 40)
        var padded = sound
        padded.insert(contentsOf: padding, at: sound.count - 2)
        #expect(try Picture(bytes: padded, source: "f").luma.pixels == pixels)
        // The decoder tells of its first warning alone, here of the padding before a restart, and
        // not that data of the last interval are missing.
        let restart = sound.indices.first {
            $0 > 0 && sound[$0 - 1] == 0xFF && sound[$0] == 0xD0
        }
        var damaged = sound
        damaged.removeSubrange(sound.count - 7..<sound.count - 2)
        damaged.insert(contentsOf: padding, at: try #require(restart) - 1)
        #expect(refusal(damaged)?.contains("extraneous bytes before marker") == true)
    }
}
