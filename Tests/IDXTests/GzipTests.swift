import FileIO
import IDX
import Testing
import TestSupport

/// Gzip files made wrong in one place each; sizes and offsets are counted by hand from RFC 1952.
@Suite("gzip")
struct GzipTests {
    let content = IDXFixture.images(count: 4, height: 5, width: 5)
    let headerSize = 10
    let trailerSize = 8

    private func expect(
        _ file: [UInt8], _ error: GzipError, _ sentence: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let found = errorReading(file)
        #expect(found == .gzip(file: "f.gz", error), sourceLocation: sourceLocation)
        #expect(found?.description == "f.gz: \(sentence)", sourceLocation: sourceLocation)
        #expect(found?.isUnreadable == false, sourceLocation: sourceLocation)
    }

    private func expectContent(
        _ file: [UInt8], notes: [IDXNote] = [], sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let reading = try Reading.of(file).get()
        #expect(reading.bytes == Array(content.dropFirst(16)), sourceLocation: sourceLocation)
        #expect(reading.notes == notes, sourceLocation: sourceLocation)
    }

    // MARK: - Accepted

    @Test("stored, lightly and strongly compressed data are read", arguments: [0, 1, 6, 9])
    func levels(level: Int) throws {
        try expectContent(GzipFixture.member(content, level: level))
    }

    @Test("several members make one file, wherever the content is cut", arguments: [0, 3, 16, 57])
    func members(cut: Int) throws {
        let file =
            GzipFixture.member(Array(content[..<cut])) + GzipFixture.member(Array(content[cut...]))
        try expectContent(file, notes: [.severalMembers(count: 2)])
    }

    @Test("zero bytes after the last member are padding", arguments: [1, 2, 512, 100_000])
    func padding(count: Int) throws {
        try expectContent(
            GzipFixture.member(content) + [UInt8](repeating: 0, count: count),
            notes: [.zeroPadding(byteCount: count)])
    }

    @Test("the optional fields of a header are passed over, however long")
    func optionalFields() throws {
        let extra = GzipFixture.littleEndian(UInt16.max) + [UInt8](repeating: 0x1F, count: 65535)
        let name = [UInt8](repeating: UInt8(ascii: "n"), count: 300_000) + [0]
        let comment: [UInt8] = [0]
        var header = GzipFixture.header
        header[3] = 0x01 | 0x02 | 0x04 | 0x08 | 0x10
        header += extra + name + comment
        let checksum = UInt16(truncatingIfNeeded: GzipFixture.checksum(header))
        let sound = header + GzipFixture.littleEndian(checksum)
        try expectContent(GzipFixture.member(content, header: sound))

        let damaged = header + GzipFixture.littleEndian(checksum ^ 0x0100)
        let byte = 10 + 2 + 65535 + 300_001 + 1
        #expect(
            errorReading(GzipFixture.member(content, header: damaged))
                == .gzip(
                    file: "f.gz",
                    .headerChecksumMismatch(
                        member: 1, byte: byte, expected: checksum ^ 0x0100, computed: checksum)))
    }

    @Test("a damaged header of a later member is refused, too")
    func laterHeader() throws {
        var header = GzipFixture.header
        header[3] = 0x02
        let checksum = UInt16(truncatingIfNeeded: GzipFixture.checksum(header))
        let first = GzipFixture.member(Array(content[..<20]))
        func file(_ checksum: UInt16) -> [UInt8] {
            first
                + GzipFixture.member(
                    Array(content[20...]), header: header + GzipFixture.littleEndian(checksum))
        }
        try expectContent(file(checksum), notes: [.severalMembers(count: 2)])
        #expect(
            errorReading(file(checksum ^ 1))
                == .gzip(
                    file: "f.gz",
                    .headerChecksumMismatch(
                        member: 2, byte: first.count + 10, expected: checksum ^ 1,
                        computed: checksum)))
    }

    // MARK: - Headers

    @Test("a file that ends inside the header is refused", arguments: 1..<10)
    func headerCut(count: Int) {
        expect(
            Array(GzipFixture.header.prefix(count)), .headerCut(member: 1, byte: count),
            "gzip header is cut at byte \(count), where the file ends")
    }

    @Test("a method other than deflate is refused")
    func method() {
        var header = GzipFixture.header
        header[2] = 7
        expect(
            GzipFixture.member(content, header: header),
            .unsupportedMethod(member: 1, byte: 2, found: 7),
            "unsupported gzip method at byte 2: expected 8 (deflate), found 7")
    }

    @Test("reserved flags are refused", arguments: [0x20, 0x40, 0x80])
    func flags(flag: UInt8) {
        var header = GzipFixture.header
        header[3] = flag
        expect(
            GzipFixture.member(content, header: header),
            .reservedFlags(member: 1, byte: 3, found: flag),
            "unsupported gzip flags at byte 3: expected the upper three bits to be 0, "
                + "found 0x\(String(flag, radix: 16))")
    }

    // MARK: - Data and trailers

    @Test("data that ends early says how much of the announced content is there")
    func dataCut() {
        // Stored, so that the bytes there are can be counted: the stream begins with 5 of its own.
        let file = Array(GzipFixture.member(content, level: 0).prefix(headerSize + 5 + 50))
        expect(
            file, .dataCut(member: 1, byte: 65, expectedBytes: 116, foundBytes: 50),
            "compressed data ends early at compressed byte 65: "
                + "expected 116 bytes as announced, found 50")
        expect(
            Array(file.prefix(headerSize + 5 + 9)),
            .dataCut(member: 1, byte: 24, expectedBytes: nil, foundBytes: 9),
            "compressed data ends early at compressed byte 24: "
                + "expected a whole header, found 9 bytes")
    }

    @Test("data without its end mark is cut, though all of the content is there")
    func endMarkCut() {
        // The only block is stored and made one that is not the last; no other follows.
        var file = Array(GzipFixture.member(content, level: 0).prefix(headerSize + 5 + 116))
        file[headerSize] = 0
        expect(
            file, .dataCut(member: 1, byte: 131, expectedBytes: 116, foundBytes: 116),
            "compressed data ends early at compressed byte 131: "
                + "expected its end mark, found the end of the file")
    }

    @Test("a block type that deflate does not have is damage, in zlib's words")
    func damaged() {
        expect(
            GzipFixture.header + [0x07] + [UInt8](repeating: 0, count: 20),
            .damaged(member: 1, byte: 11, reason: "invalid block type"),
            "compressed data is damaged at compressed byte 11: invalid block type")
    }

    @Test("a trailer cut at any byte is refused", arguments: 0..<8)
    func trailerCut(found: Int) {
        let file = Array(GzipFixture.member(content).dropLast(8 - found))
        expect(
            file, .trailerCut(member: 1, byte: file.count, foundBytes: found),
            "gzip trailer is cut at byte \(file.count): "
                + "expected 8 bytes of CRC-32 and length, found \(found)")
    }

    @Test("a wrong CRC-32 is told from a wrong length")
    func trailers() {
        let sound = GzipFixture.member(content)
        let byte = sound.count - trailerSize
        let checksum = GzipFixture.checksum(content)
        func hex(_ number: UInt32) -> String {
            let digits = String(number, radix: 16, uppercase: true)
            return String(repeating: "0", count: 8 - digits.count) + digits
        }
        var file = sound
        file[byte] ^= 1
        expect(
            file,
            .checksumMismatch(
                member: 1, byte: byte, expected: checksum ^ 1, computed: checksum),
            "content is damaged: CRC-32 at byte \(byte) is wrong: "
                + "expected \(hex(checksum ^ 1)), computed \(hex(checksum))")
        file = sound
        file[byte + 5] ^= 1
        expect(
            file, .lengthMismatch(member: 1, byte: byte + 4, expected: 372, computed: 116),
            "content has the wrong length modulo 2^32 at byte \(byte + 4): expected 372, found 116")
    }

    @Test("bytes after the last member are refused, and counted")
    func trailingBytes() {
        let sound = GzipFixture.member(content)
        expect(
            sound + [0x2A], .trailingBytes(byte: sound.count, count: 1),
            "1 byte follows the last gzip member at byte \(sound.count): "
                + "expected the end of the file")
        for garbage in [[0x1F], [0x1F, 0, 0], [0, 0, 1], [0] + sound] as [[UInt8]] {
            expect(
                sound + garbage + [9], .trailingBytes(byte: sound.count, count: garbage.count + 1),
                "\(garbage.count + 1) bytes follow the last gzip member at byte \(sound.count): "
                    + "expected the end of the file")
        }
    }

    // MARK: - Further members

    @Test("damage in the second member names it")
    func secondMember() {
        let first = GzipFixture.member(Array(content[..<40]))
        let second = GzipFixture.member(Array(content[40...]))
        let end = first.count + second.count
        expect(
            first + second.prefix(4), .headerCut(member: 2, byte: first.count + 4),
            "gzip header of gzip member 2 is cut at byte \(first.count + 4), where the file ends")
        expect(
            first + second.dropLast(3), .trailerCut(member: 2, byte: end - 3, foundBytes: 5),
            "gzip trailer of gzip member 2 is cut at byte \(end - 3): "
                + "expected 8 bytes of CRC-32 and length, found 5")
        expect(
            first + second.dropLast(1) + [1],
            .lengthMismatch(
                member: 2, byte: end - 4, expected: 1 << 24 + 76, computed: 76),
            "content of gzip member 2 has the wrong length modulo 2^32 at byte \(end - 4): "
                + "expected 16777292, found 76")
    }

    @Test("a file that ends between its members is too short")
    func missingMember() {
        #expect(
            errorReading(GzipFixture.member(Array(content[..<40])))
                == .bodyTooShort(file: "f.gz", expectedBytes: 116, foundBytes: 40))
    }

    @Test("1024 members without content are read, one more is refused")
    func emptyMembers() throws {
        let empty = GzipFixture.member([])
        let many = Array(repeatElement(empty, count: 1024).joined())
        try expectContent(
            many + GzipFixture.member(content), notes: [.severalMembers(count: 1025)])
        let byte = 1025 * empty.count
        expect(
            many + empty + GzipFixture.member(content),
            .tooManyEmptyMembers(byte: byte, limit: 1024),
            "too many gzip members without content at byte \(byte): expected at most 1024")
    }
}
