internal import Checksums
internal import Deflate
internal import FileIO

/// The content of one member of an archive, or of a whole file, from front to back.
final class MemberStream {
    private let content: ByteContent
    private let name: String
    /// What of the stored bytes has not been read yet.
    private var stored: Range<Int>
    private let inflater: Inflater?
    /// What the archive says of the content; `nil` for a file of its own.
    private let member: ZipMember?
    private var checksum = CRC32()
    private var chunk: [UInt8]
    private var unread = 0..<0
    private var hasEnded = false
    /// How many bytes of the content are still to come.
    private(set) var remaining: Int

    private static let chunkBytes = 64 << 10

    /// Opens a member of an archive.
    init(_ content: ByteContent, _ member: ZipMember) throws(NPZError) {
        (self.content, self.member, name) = (content, member, member.name)
        stored = member.range
        remaining = member.size
        if member.isDeflated {
            guard let inflater = Inflater() else {
                throw .unreadable(
                    file: content.name, reason: "zlib cannot start: insufficient memory")
            }
            self.inflater = inflater
        } else {
            inflater = nil
        }
        chunk = []
    }

    /// Opens a file that is one array.
    init(_ content: ByteContent) {
        (self.content, member, name, inflater) = (content, nil, content.name, nil)
        stored = 0..<content.size
        remaining = content.size
        chunk = []
    }

    /// Fills `output` with content; fewer bytes only at the end.
    func read(into output: inout MutableRawSpan) throws(NPZError) -> Int {
        let wanted = min(output.byteCount, remaining)
        var filled = 0
        while filled < wanted {
            var window = output._mutatingExtracting(filled..<wanted)
            let count = try inflater == nil ? copy(into: &window) : inflate(into: &window)
            filled += count
            remaining -= count
        }
        if member != nil, inflater == nil {
            checksum.update(output.bytes.extracting(0..<filled))
        }
        return filled
    }

    /// The next bytes, fewer only at the end.
    func next(_ count: Int) throws(NPZError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: min(count, remaining))
        var span = bytes.mutableSpan
        // Safety: every bit pattern is a byte.
        var raw = unsafe span.mutableBytes
        let found = try read(into: &raw)
        return found == bytes.count ? bytes : Array(bytes.prefix(found))
    }

    /// Checks that the content ends here and is what the archive says.
    func finish() throws(NPZError) {
        guard let member else { return }
        if let inflater {
            var excess: [UInt8] = [0]
            var span = excess.mutableSpan
            // Safety: every bit pattern is a byte.
            var raw = unsafe span.mutableBytes
            while !hasEnded {
                guard try inflate(into: &raw) == 0 else {
                    throw wrong("\(member.size) bytes of content", "more")
                }
            }
            let left = unread.count + stored.count
            guard left == 0 else {
                throw wrong("the end of the deflate stream", "\(left) bytes more")
            }
            checksum = inflater.checksum
        }
        guard checksum.value == member.checksum else {
            throw .checksumMismatch(
                file: content.name, member: name, expected: member.checksum,
                computed: checksum.value)
        }
    }

    private func copy(into output: inout MutableRawSpan) throws(NPZError) -> Int {
        let count = min(output.byteCount, stored.count)
        try readStored(into: &output, count)
        return count
    }

    private func inflate(into output: inout MutableRawSpan) throws(NPZError) -> Int {
        guard let inflater, !hasEnded else {
            throw wrong("\(member?.size ?? 0) bytes of content", "\(remaining) fewer")
        }
        if unread.isEmpty, !stored.isEmpty { try fill() }
        let chunk = chunk
        // Safety: bytes have no padding.
        let source = unsafe chunk.span.bytes.extracting(unread)
        let (used, outcome) = inflater.inflate(source, into: &output)
        unread = unread.lowerBound + used..<unread.upperBound
        switch outcome {
        case .produced(let count): return count
        case .finished(let count):
            hasEnded = true
            return count
        case .starved where used > 0: return 0
        case .starved: throw damaged("its end too early")
        case .damaged(let reason): throw damaged(reason)
        }
    }

    private func fill() throws(NPZError) {
        let count = min(Self.chunkBytes, stored.count)
        if chunk.count < count { chunk = [UInt8](repeating: 0, count: count) }
        // Taken out for the time being, since it cannot be lent while `self` is used.
        var bytes: [UInt8] = []
        swap(&bytes, &chunk)
        defer { swap(&bytes, &chunk) }
        var span = bytes.mutableSpan
        // Safety: every bit pattern is a byte.
        var raw = unsafe span.mutableBytes
        try readStored(into: &raw, count)
        unread = 0..<count
    }

    private func readStored(
        into output: inout MutableRawSpan, _ count: Int
    ) throws(NPZError) {
        var window = output._mutatingExtracting(0..<count)
        do throws(FileError) {
            try content.read(into: &window, at: stored.lowerBound)
        } catch {
            throw .unreadable(file: content.name, reason: error.reason)
        }
        stored = stored.lowerBound + count..<stored.upperBound
    }

    private func damaged(_ reason: String) -> NPZError {
        .damaged(file: content.name, member: name, reason: reason)
    }

    private func wrong(_ expected: String, _ found: String) -> NPZError {
        .member(file: content.name, member: name, expected: expected, found: found)
    }
}
