import IDX
import Testing
import TestSupport

/// Files whose frame is sound and whose content is not what it should be.
@Suite("Content")
struct ContentTests {
    private func expect(
        _ file: [UInt8], _ error: IDXError, _ sentence: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let found = errorReading(file, source: "f")
        #expect(found == error, sourceLocation: sourceLocation)
        #expect(found?.description == "f: \(sentence)", sourceLocation: sourceLocation)
    }

    @Test("plain and compressed content are told apart by content, and noted")
    func notes() throws {
        let plain = IDXFixture.labels([3, 1, 4])
        let compressed = GzipFixture.member(plain)
        #expect(try Reading.of(plain, source: "a").get().notes == [])
        #expect(try Reading.of(compressed, source: "a.GZ").get().notes == [])
        #expect(try Reading.of(plain, source: "a.gz").get().notes == [.plainDespiteName])
        #expect(try Reading.of(compressed, source: "a").get().notes == [.compressedDespiteName])
        #expect(try IDXReader(bytes: plain, source: "a").isCompressed == false)
        #expect(try IDXReader(bytes: compressed, source: "a").isCompressed)
    }

    @Test("an empty file is refused")
    func empty() {
        expect([], .empty(file: "f"), "is empty: expected gzip or IDX, found 0 bytes")
    }

    @Test("a gzip file without content has no header")
    func emptyContent() {
        expect(
            GzipFixture.member([]), .headerCut(file: "f", expectedBytes: 4, foundBytes: 0),
            "IDX header is cut at byte 0: expected 4 bytes, found 0")
    }

    @Test("each kind of wrong header has its sentence, compressed or not")
    func headers() {
        let cases: [([UInt8], IDXError, String)] = [
            (
                [0, 0, 8, 3, 0, 0], .headerCut(file: "f", expectedBytes: 16, foundBytes: 6),
                "IDX header is cut at byte 6: expected 16 bytes, found 6"
            ),
            (
                [0x12, 0x34, 0x56, 0x78, 9],
                .wrongMagic(file: "f", found: [0x12, 0x34, 0x56, 0x78]),
                "wrong magic number at byte 0: expected 1F 8B (gzip) or 00 00 (IDX), "
                    + "found 12 34 56 78"
            ),
            (
                [3, 8, 0, 0, 1, 0, 0, 0], .reversedByteOrder(file: "f", found: [3, 8, 0, 0]),
                "byte order is reversed at byte 0: expected 00 00 08 03, found 03 08 00 00"
            ),
            (
                [0, 0, 0x0A, 1, 0, 0, 0, 0], .unknownElementType(file: "f", found: 0x0A),
                "unknown type code at byte 2: expected 08 (uint8), 09 (int8), 0B (int16), "
                    + "0C (int32), 0D (float32), 0E (float64), found 0x0A"
            ),
            (
                [0, 0, 8, 0], .unsupportedRank(file: "f", found: 0),
                "unsupported rank at byte 3: expected 1 to 8, found 0"
            ),
            (
                IDXFixture.header(dimensions: [.max, .max, .max]),
                .sizeOverflow(
                    file: "f", dimensions: [4_294_967_295, 4_294_967_295, 4_294_967_295]),
                "size overflows at byte 4: expected dimensions whose product is a possible size, "
                    + "found 4294967295 x 4294967295 x 4294967295"
            ),
        ]
        for (content, error, sentence) in cases {
            expect(content, error, sentence)
            expect(GzipFixture.member(content), error, sentence)
        }
    }

    @Test("a plain file of the wrong length is refused when it is opened")
    func plainLength() {
        let sound = IDXFixture.images(count: 2)
        let short = Array(sound.dropLast())
        expect(
            short, .bodyTooShort(file: "f", expectedBytes: 1584, foundBytes: 1583),
            "content ends early at byte 1583: expected 1584 bytes as its header announces, "
                + "found 1583")
        expect(
            sound + [0], .bodyTooLong(file: "f", expectedBytes: 1584, foundBytes: 1585),
            "1 byte too many at byte 1584: expected 1584 bytes as its header announces, found 1585")
        #expect(throws: IDXError.bodyTooShort(file: "f", expectedBytes: 1584, foundBytes: 1583)) {
            try IDXReader(bytes: short, source: "f")
        }
    }

    @Test("compressed content of the wrong length is refused")
    func compressedLength() {
        let sound = IDXFixture.images(count: 2)
        expect(
            GzipFixture.member(sound.dropLast()),
            .bodyTooShort(file: "f", expectedBytes: 1584, foundBytes: 1583),
            "content ends early at byte 1583: expected 1584 bytes as its header announces, "
                + "found 1583")
        expect(
            GzipFixture.member(sound + [0]),
            .bodyTooLong(file: "f", expectedBytes: 1584, foundBytes: nil),
            "content does not end at byte 1584: expected 1584 bytes as its header announces, "
                + "found more")
    }

    @Test("a header that announces 3.4 TB is refused at once")
    func hugeAnnouncement() {
        let content =
            IDXFixture.header(dimensions: [.max, 28, 28]) + [UInt8](repeating: 0, count: 784)
        let announced = 4_294_967_295 * 784 + 16
        expect(
            content, .bodyTooShort(file: "f", expectedBytes: announced, foundBytes: 800),
            "content ends early at byte 800: expected \(announced) bytes "
                + "as its header announces, found 800")
        let file = GzipFixture.member(content)
        let error = IDXError.announcesTooMuch(
            file: "f", expectedBytes: announced, compressedBytes: file.count)
        expect(
            file, error,
            "header announces an impossible size at byte 4: expected at most "
                + "\(file.count * 1032) bytes from a gzip file of \(file.count), found \(announced)"
        )
        #expect(throws: error) { try IDXReader(bytes: file, source: "f") }
    }

    @Test("100 MB of zeros after one image are refused, not decompressed")
    func bomb() {
        let zeros = [UInt8](repeating: 0, count: 100_000_000)
        // The image and the zeros are members of their own, so that one set of zeros does.
        let bomb = GzipFixture.member(zeros, level: 6)
        #expect(bomb.count < 100_000)
        expect(
            bomb, .unknownElementType(file: "f", found: 0),
            "unknown type code at byte 2: expected 08 (uint8), 09 (int8), 0B (int16), "
                + "0C (int32), 0D (float32), 0E (float64), found 0x00")
        expect(
            GzipFixture.member(IDXFixture.images(count: 1)) + bomb,
            .bodyTooLong(file: "f", expectedBytes: 800, foundBytes: nil),
            "content does not end at byte 800: expected 800 bytes as its header announces, "
                + "found more")
    }

    @Test("the densest honest file is read")
    func dense() throws {
        let zeros =
            IDXFixture.header(dimensions: [2_000_000]) + [UInt8](repeating: 0, count: 2_000_000)
        let file = GzipFixture.member(zeros)
        #expect(file.count < 2100)
        #expect(try IDXArray(bytes: file, source: "f").bytes == Array(zeros.dropFirst(8)))
    }
}
