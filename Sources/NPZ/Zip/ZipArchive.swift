internal import FileIO

/// The members of a zip archive, strictly: each byte belongs to exactly one of them, to the
/// directory or to the records at the end, and what the directory says of a member is what the
/// header before its content says.
struct ZipArchive {
    /// In the order of the file.
    private(set) var members: [ZipMember] = []

    private let content: ByteContent
    private var file: String { content.name }

    private static let directoryEntryBytes = 46
    private static let localHeaderBytes = 30
    /// More than any NumPy archive needs for a name and extra fields.
    private static let mostNameBytes = 4_096

    init(_ content: ByteContent, limits: NPZLimits) throws(NPZError) {
        self.content = content
        let end = try ZipEnd(content, limits: limits)
        // Bounds the directory before it is read: the number of members is bounded already.
        let (least, most) = (
            end.memberCount * Self.directoryEntryBytes,
            end.memberCount * (Self.directoryEntryBytes + 2 * Self.mostNameBytes)
        )
        guard (least...most) ~= end.directory.count else {
            throw archive(
                end.directory.lowerBound, "a directory of \(end.memberCount) members",
                "\(end.directory.count) bytes")
        }
        var entries = try readDirectory(end)
        entries.sort { $0.offset < $1.offset }
        var position = 0
        for (index, entry) in entries.enumerated() {
            guard entry.offset == UInt64(position) else {
                throw archive(
                    position, "the header of a member",
                    "a directory that has it at byte \(entry.offset)")
            }
            let next =
                index + 1 < entries.count
                ? entries[index + 1].offset : UInt64(end.directory.lowerBound)
            guard next <= UInt64(end.directory.lowerBound) else {
                throw archive(
                    end.directory.lowerBound, "members before the directory",
                    "a member at byte \(next)")
            }
            let member = try readMember(entry, next: next)
            members.append(member)
            position = Int(next)
        }
        try refuseDuplicates()
    }

    private struct Entry {
        let header: ZipHeader
        let offset: UInt64
    }

    private func readDirectory(_ end: ZipEnd) throws(NPZError) -> [Entry] {
        var rest = try content.slice(end.directory)
        var entries: [Entry] = []
        while entries.count < end.memberCount {
            let place = end.directory.upperBound - rest.count
            guard rest.count >= Self.directoryEntryBytes, Record(rest).u32(0) == 0x0201_4B50 else {
                throw archive(place, "a member's entry in the directory", "something else")
            }
            let record = Record(rest)
            let (nameLength, extraLength) = (record.u16(28), record.u16(30))
            let length = Self.directoryEntryBytes + nameLength + extraLength + record.u16(32)
            guard length <= rest.count, record.u16(32) == 0, record.u16(34) == 0 else {
                throw archive(
                    place, "an entry within the directory, without a comment", "another")
            }
            let texts = rest.dropFirst(Self.directoryEntryBytes)
            var header = ZipHeader(
                flags: record.u16(8), method: record.u16(10), checksum: record.u32(16),
                storedSize: UInt64(record.u32(20)), size: UInt64(record.u32(24)),
                name: Array(texts.prefix(nameLength)))
            guard
                let offset = header.resolveZip64(
                    texts.dropFirst(nameLength).prefix(extraLength),
                    offset: UInt64(record.u32(42)))
            else { throw archive(place, "sound extra fields", "others") }
            entries.append(Entry(header: header, offset: offset))
            rest = rest.dropFirst(length)
        }
        guard rest.isEmpty else {
            throw archive(
                end.directory.upperBound - rest.count, "the end of the directory",
                "\(rest.count) bytes more")
        }
        return entries
    }

    /// Reads the header before a member's content and compares.
    private func readMember(_ entry: Entry, next: UInt64) throws(NPZError) -> ZipMember {
        let name = try Self.name(entry.header.name, file: file)
        func wrong(_ expected: String, _ found: String) -> NPZError {
            .member(file: file, member: name, expected: expected, found: found)
        }
        let stated = entry.header
        guard stated.flags & ZipHeader.encrypted == 0 else {
            throw wrong("a member that is not encrypted", "an encrypted one")
        }
        guard stated.flags & ~ZipHeader.knownFlags == 0 else {
            throw wrong("flags of zip 2.0", "0x\(hexadecimal(UInt16(stated.flags)))")
        }
        guard stated.method == 0 || stated.method == 8 else {
            throw wrong("method 0 (stored) or 8 (deflated)", "\(stated.method)")
        }
        let start = Int(entry.offset)
        // `next` is within the file, as is all that ends before it.
        let limit = Int(next)
        guard limit - start >= Self.localHeaderBytes else {
            throw wrong("a header of 30 bytes at byte \(start)", "\(limit - start) bytes")
        }
        let record = Record(try content.slice(start..<start + Self.localHeaderBytes))
        let texts = start + Self.localHeaderBytes
        let (nameLength, extraLength) = (record.u16(26), record.u16(28))
        guard record.u32(0) == 0x0403_4B50, limit - texts >= nameLength + extraLength else {
            throw wrong("a header at byte \(start)", "something else")
        }
        let bytes = try content.slice(texts..<texts + nameLength + extraLength)
        var local = ZipHeader(
            flags: record.u16(6), method: record.u16(8), checksum: record.u32(14),
            storedSize: UInt64(record.u32(18)), size: UInt64(record.u32(22)),
            name: Array(bytes.prefix(nameLength)))
        guard local.resolveZip64(bytes.dropFirst(nameLength), offset: nil) != nil else {
            throw wrong("sound extra fields at byte \(texts + nameLength)", "others")
        }
        let hasDescriptor = stated.flags & ZipHeader.hasDescriptor != 0
        if hasDescriptor, local.checksum == 0, local.size == 0, local.storedSize == 0 {
            (local.checksum, local.size) = (stated.checksum, stated.size)
            local.storedSize = stated.storedSize
        }
        guard local == stated else {
            throw wrong("a header that says what the directory says", "another at byte \(start)")
        }
        let begin = texts + nameLength + extraLength
        let room = UInt64(limit - begin)
        guard stated.storedSize <= room else {
            throw wrong("\(stated.storedSize) bytes at byte \(begin)", "\(room)")
        }
        let end = begin + Int(stated.storedSize)
        try checkDescriptor(end..<limit, hasDescriptor, stated, name)
        guard stated.method == 8 || stated.size == stated.storedSize else {
            throw wrong("as many bytes stored as there are, \(stated.size)", "\(stated.storedSize)")
        }
        guard let size = Int(exactly: stated.size) else {
            throw wrong("a size below 2^63", "\(stated.size)")
        }
        return ZipMember(
            name: name, isDeflated: stated.method == 8, checksum: stated.checksum, size: size,
            range: begin..<end)
    }

    /// Between the content and what follows stands nothing, or the sizes once more.
    private func checkDescriptor(
        _ range: Range<Int>, _ isExpected: Bool, _ stated: ZipHeader, _ name: String
    ) throws(NPZError) {
        guard isExpected else {
            guard range.isEmpty else {
                throw archive(range.lowerBound, "the next member", "\(range.count) bytes between")
            }
            return
        }
        let isWide = range.count >= 20
        let sizes = isWide ? 16 : 8
        let isMarked = range.count == 4 + 4 + sizes
        guard isMarked || range.count == 4 + sizes else {
            throw .member(
                file: file, member: name, expected: "a descriptor of 12, 16, 20 or 24 bytes",
                found: "\(range.count) bytes")
        }
        let record = Record(try content.slice(range))
        let start = isMarked ? 4 : 0
        let storedSize = isWide ? record.u64(start + 4) : UInt64(record.u32(start + 4))
        let size = isWide ? record.u64(start + 12) : UInt64(record.u32(start + 8))
        guard !isMarked || record.u32(0) == 0x0807_4B50, record.u32(start) == stated.checksum,
            storedSize == stated.storedSize, size == stated.size
        else {
            throw .member(
                file: file, member: name,
                expected: "a descriptor that says what the directory says",
                found: "another at byte \(range.lowerBound)")
        }
    }

    private static func name(_ bytes: [UInt8], file: String) throws(NPZError) -> String {
        guard let name = String(validating: bytes, as: UTF8.self) else {
            throw .member(
                file: file, member: String(decoding: bytes, as: UTF8.self),
                expected: "a name in UTF-8", found: "other bytes")
        }
        return name
    }

    private func refuseDuplicates() throws(NPZError) {
        var names: Set<[UInt8]> = []
        for member in members where !names.insert(Array(member.name.utf8)).inserted {
            throw .duplicateMember(file: file, member: member.name)
        }
    }

    private func archive(_ offset: Int, _ expected: String, _ found: String) -> NPZError {
        .archive(file: file, offset: offset, expected: expected, found: found)
    }
}
