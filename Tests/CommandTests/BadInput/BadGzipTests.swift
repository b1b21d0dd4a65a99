import TestSupport
import Testing

/// The content is stored without compression, so that every offset can be counted: 10 bytes of
/// header, 5 of the block's header, 40 of IDX (16 of header, 24 pixels), 8 of trailer.
@Suite("Bad gzip files")
struct BadGzipTests {
    private static let content = idx([6, 2, 2], TinyData.pixels)
    private static let sound = GzipFixture.member(content, level: 0)
    /// The content in two members; the second starts at byte 33.
    private static let members =
        GzipFixture.member(Array(content[..<10]), level: 0)
        + GzipFixture.member(Array(content[10...]), level: 0)
    private static let emptyMember = GzipFixture.member([])

    /// A member with these flags and optional header fields.
    private static func member(flags: UInt8, fields: [UInt8]) -> [UInt8] {
        GzipFixture.member(
            content, header: [0x1F, 0x8B, 8, flags, 0, 0, 0, 0, 0, 255] + fields, level: 0)
    }

    @Test(
        "a file that is cut is refused with the place where it ends",
        arguments: [
            (1, "gzip header is cut at byte 1, where the file ends"),
            (2, "gzip header is cut at byte 2, where the file ends"),
            (9, "gzip header is cut at byte 9, where the file ends"),
            (
                10,
                "compressed data ends early at compressed byte 10: "
                    + "expected a whole header, found 0 bytes"
            ),
            (
                17,
                "compressed data ends early at compressed byte 17: "
                    + "expected a whole header, found 2 bytes"
            ),
            (
                54,
                "compressed data ends early at compressed byte 54: "
                    + "expected 40 bytes as announced, found 39"
            ),
            (
                55,
                "gzip trailer is cut at byte 55: expected 8 bytes of CRC-32 and length, found 0"
            ),
            (
                59,
                "gzip trailer is cut at byte 59: expected 8 bytes of CRC-32 and length, found 4"
            ),
        ])
    func cut(count: Int, sentence: String) throws {
        let bad = BadFile("cut", Array(Self.sound[..<count]), sentence)
        try TinyData().expectRefusal(of: bad, as: .images)
        try TinyData().expectRefusalByInspect(of: bad)
    }

    @Test("compressed data without its end mark is refused, though all content is there")
    func noEndMark() throws {
        // The block is not the last one, and no other follows.
        let bytes = Array(Self.sound.flipping(10, 1)[..<55])
        try TinyData().expectRefusal(
            of: BadFile(
                "no end", bytes,
                "compressed data ends early at compressed byte 55: "
                    + "expected its end mark, found the end of the file"), as: .images)
    }

    private static var damaged: [BadFile] {
        let crc = GzipFixture.checksum(content)
        let secondCRC = GzipFixture.checksum(Array(content[10...]))
        let checkedHeader: [UInt8] = [0x1F, 0x8B, 8, 2, 0, 0, 0, 0, 0, 255]
        let headerCRC = GzipFixture.checksum(checkedHeader) & 0xFFFF
        return [
            BadFile(
                "a flipped bit in the CRC-32", sound.flipping(55),
                "content is damaged: CRC-32 at byte 55 is wrong: "
                    + "expected \(hex(crc ^ 1)), computed \(hex(crc))"),
            BadFile(
                "a flipped bit in the content", sound.flipping(40),
                "content is damaged: CRC-32 at byte 55 is wrong: expected \(hex(crc)), computed "
                    + hex(GzipFixture.checksum(content.flipping(25)))),
            BadFile(
                "a flipped bit in the length", sound.flipping(59),
                "content has the wrong length modulo 2^32 at byte 59: expected 41, found 40"),
            BadFile(
                "a block type that does not exist", sound.flipping(10, 6),
                "compressed data is damaged at compressed byte 11: invalid block type"),
            BadFile(
                "lengths of a stored block that disagree", sound.flipping(12),
                "compressed data is damaged at compressed byte 15: invalid stored block lengths"),
            // A fixed block: a length of 3 at a distance of 1, before anything was written.
            BadFile(
                "a distance beyond the start", GzipFixture.header + [0x03, 0x02, 0x00],
                "compressed data is damaged at compressed byte 12: invalid distance too far back"),
            BadFile(
                "a damaged second member", members.flipping(78),
                "content of gzip member 2 is damaged: CRC-32 at byte 78 is wrong: "
                    + "expected \(hex(secondCRC ^ 1)), computed \(hex(secondCRC))"),
            BadFile(
                "a second member cut in its header", Array(members[..<38]),
                "gzip header of gzip member 2 is cut at byte 38, where the file ends"),
            BadFile(
                "a second member cut in its data", Array(members[..<60]),
                "compressed data of gzip member 2 ends early at compressed byte 60: "
                    + "expected 40 bytes as announced, found 22"),
            BadFile(
                "a second member cut in its trailer", Array(members[..<81]),
                "gzip trailer of gzip member 2 is cut at byte 81: "
                    + "expected 8 bytes of CRC-32 and length, found 3"),
            BadFile(
                "text after the member", sound + Array("garbage".utf8),
                "7 bytes follow the last gzip member at byte 63: expected the end of the file"),
            BadFile(
                "one byte after padding", sound + [0, 0, 0, 0, 0, 1],
                "6 bytes follow the last gzip member at byte 63: expected the end of the file"),
            BadFile(
                "another method than deflate", sound.flipping(2, 0x0F),
                "unsupported gzip method at byte 2: expected 8 (deflate), found 7"),
            BadFile(
                "a reserved flag", sound.flipping(3, 0x20),
                "unsupported gzip flags at byte 3: "
                    + "expected the upper three bits to be 0, found 0x20"),
            BadFile(
                "a header that does not match its checksum",
                member(flags: 2, fields: GzipFixture.littleEndian(UInt16(headerCRC ^ 1))),
                "gzip header is damaged: its CRC-16 at byte 10 is wrong: "
                    + "expected \(hex(headerCRC ^ 1, digits: 4)), "
                    + "computed \(hex(headerCRC, digits: 4))"),
            BadFile(
                "content compressed twice", GzipFixture.member(sound),
                "is gzip-compressed twice: run `gunzip` once"),
            // 1,025 members of 20 bytes.
            BadFile(
                "thousands of empty members",
                Array(repeatElement(emptyMember, count: 5000).joined()) + sound,
                "too many gzip members without content at byte 20500: expected at most 1024"),
        ]
    }

    @Test(
        "a damaged file is refused with the place, what is expected and what is found",
        arguments: damaged)
    func damage(bad: BadFile) throws {
        try TinyData().expectRefusal(of: bad, as: .images)
        try TinyData().expectRefusalByInspect(of: bad)
    }

    @Test("labels and classify are as strict as the images of an evaluation")
    func everywhere() throws {
        let data = try TinyData()
        let labels = GzipFixture.member(idx([6], TinyData.labels), level: 0)
        try data.expectRefusal(
            of: BadFile(
                "length", labels.flipping(labels.count - 4),
                "content has the wrong length modulo 2^32 at byte 33: expected 15, found 14"),
            as: .labels)
        // The image asked for stands long before the damage.
        let path = try data.temporary.write(Self.sound.flipping(59), to: "bad.idx")
        let result = try run(data.arguments("classify", [.images: path]) + ["--index", "0"])
        expect(
            result, refuses: path,
            "content has the wrong length modulo 2^32 at byte 59: expected 41, found 40")
    }

    @Test("unusual files are read all the same, and --verbose says what is unusual")
    func accepted() throws {
        let data = try TinyData()
        try data.expectSuccess(
            Self.content, as: .images, name: "plain.gz",
            note: "is not compressed, although its name ends in .gz")
        try data.expectSuccess(
            Self.sound, as: .images, name: "images.idx",
            note: "is gzip-compressed, although its name does not end in .gz")
        try data.expectSuccess(Self.sound, as: .images, name: "images.idx.gz", note: nil)
        try data.expectSuccess(
            Self.members, as: .images, name: "two.gz", note: "consists of 2 gzip members")
        try data.expectSuccess(
            Self.sound + [UInt8](repeating: 0, count: 449), as: .images, name: "tape.gz",
            note: "ends in 449 bytes of zero padding")
    }

    @Test("optional header fields of any size are passed over")
    func optionalFields() throws {
        let data = try TinyData()
        let header: [UInt8] = [0x1F, 0x8B, 8, 2, 0, 0, 0, 0, 0, 255]
        let checksum = UInt16(truncatingIfNeeded: GzipFixture.checksum(header))
        let name = [UInt8](repeating: 0x61, count: 10_000_000)
        for (name, file) in [
            (
                "extra.gz",
                Self.member(flags: 4, fields: [255, 255] + [UInt8](repeating: 7, count: 65535))
            ),
            ("name.gz", Self.member(flags: 8, fields: name + [0])),
            ("checked.gz", Self.member(flags: 2, fields: GzipFixture.littleEndian(checksum))),
        ] {
            try data.expectSuccess(file, as: .images, name: name, note: nil)
        }
    }

    @Test(
        "another format is called by its name, with what to do about it",
        arguments: [
            BadFile(
                "web page", Array("<!DOCTYPE html><title>404</title>".utf8),
                "looks like a web page, not gzip or IDX: download it again", name: "images.gz"),
            BadFile(
                "zip", Array("PK\u{3}\u{4}".utf8) + [UInt8](repeating: 0, count: 60),
                "is a Zip archive, not gzip or IDX: run `unzip` and use what is inside"),
            BadFile(
                "xz", [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00, 0, 4],
                "is xz-compressed, not gzip or IDX: run `unxz` first"),
            BadFile(
                "Zstandard", [0x28, 0xB5, 0x2F, 0xFD, 4, 0x58],
                "is Zstandard-compressed, not gzip or IDX: run `unzstd` first"),
            BadFile(
                "compress", [0x1F, 0x9D, 0x90, 0, 1],
                "is packed by `compress`, not gzip or IDX: run `uncompress` first"),
            BadFile(
                "bzip2", Array("BZh91AY&SY".utf8),
                "is bzip2-compressed, not gzip or IDX: run `bunzip2` first"),
            BadFile(
                "Git LFS", Array("version https://git-lfs.github.com/spec/v1\n".utf8),
                "is a Git LFS pointer, not the file itself: run `git lfs pull`"),
            BadFile(
                "zlib", [0x78, 0x9C, 3, 0, 0, 0, 0, 1],
                "is a bare zlib stream, not gzip or IDX: expected a gzip header (1F 8B)"),
            BadFile(
                "PNG", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A],
                "is a PNG picture, not gzip or IDX: expected an IDX file"),
        ])
    func foreignFormat(bad: BadFile) throws {
        try TinyData().expectRefusal(of: bad, as: .images)
        try TinyData().expectRefusal(of: bad, as: .labels)
    }
}
