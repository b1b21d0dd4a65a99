internal import FileIO

/// The content of a data file, decompressed if need be, and never more of it than announced.
struct ContentReader {
    let isCompressed: Bool

    private let source: ByteSource
    private let gzip: GzipReader?
    /// The number of content bytes read so far, the header's among them.
    private var position = 0
    /// The number of content bytes that the header announces, its own among them.
    private var announced = 0
    private var scratch: [UInt8] = []
    /// Whether the source's name is a mere label, which says nothing of compression.
    var isNameLabel = false

    init(_ source: ByteSource, chunkSize: Int, isRecording: Bool) throws(IDXError) {
        self.source = source
        guard source.size > 0 else { throw .empty(file: source.name) }
        let magic = try Self.bytes(2) { (span) throws(IDXError) in
            try source.read(into: &span, at: 0)
        }
        // A file of one byte, 1F, is a gzip file cut short.
        isCompressed = GzipHeader.magic.starts(with: magic)
        gzip =
            isCompressed
            ? try GzipReader(source, chunkSize: chunkSize, isRecording: isRecording) : nil
    }

    /// The compressed bytes that were read since the last call, if they are recorded.
    func takeRecording() -> [UInt8] { gzip?.takeRecording() ?? [] }

    var notes: [IDXNote] {
        var notes: [IDXNote] = []
        let isNamedCompressed = source.name.lowercased().hasSuffix(".gz")
        if isNamedCompressed != isCompressed, !isNameLabel {
            notes.append(isCompressed ? .compressedDespiteName : .plainDespiteName)
        }
        if let gzip, gzip.memberCount > 1 {
            notes.append(.severalMembers(count: gzip.memberCount))
        }
        if let gzip, gzip.paddingByteCount > 0 {
            notes.append(.zeroPadding(byteCount: gzip.paddingByteCount))
        }
        return notes
    }

    /// Reads the header and refuses one that announces what the file cannot hold.
    mutating func readHeader() throws(IDXError) -> IDXHeader {
        var bytes = try nextBytes(4)
        if IDXHeader.startsLikeIDX(bytes) {
            let size = try IDXHeader.byteCount(ofHeaderStarting: bytes, source: source.name)
            bytes += try nextBytes(size - bytes.count)
        } else {
            // Of another format a few bytes more are needed, to call it by its name.
            bytes += (try? nextBytes(FileKind.prefixByteCount - bytes.count)) ?? []
        }
        let header = try IDXHeader(parsing: bytes, source: source.name)
        announced = header.encodedByteCount + header.byteCount
        try checkAnnouncement()
        gzip?.announcedByteCount = announced
        return header
    }

    private func checkAnnouncement() throws(IDXError) {
        if isCompressed {
            let (limit, overflow) = source.size.multipliedReportingOverflow(
                by: GzipReader.maximumExpansion)
            guard overflow || announced <= limit else {
                throw .announcesTooMuch(
                    file: source.name, expectedBytes: announced, compressedBytes: source.size)
            }
        } else if source.size < announced {
            throw .bodyTooShort(
                file: source.name, expectedBytes: announced, foundBytes: source.size)
        } else if source.size > announced {
            throw .bodyTooLong(
                file: source.name, expectedBytes: announced, foundBytes: source.size)
        }
    }

    /// Fills `output`, which the caller has made no larger than what is announced.
    mutating func read(into output: inout MutableRawSpan) throws(IDXError) {
        let count = try readUpTo(&output)
        guard count == output.byteCount else {
            throw .bodyTooShort(file: source.name, expectedBytes: announced, foundBytes: position)
        }
    }

    /// Passes over `count` bytes, which the caller has made no more than what is announced.
    mutating func skip(_ count: Int) throws(IDXError) {
        guard isCompressed else {
            position += count
            return
        }
        if scratch.isEmpty {
            scratch = [UInt8](repeating: 0, count: InputBuffer.defaultChunkSize)
        }
        // Taken out for the time being, since it cannot be lent while `self` is changed.
        var scratch: [UInt8] = []
        swap(&scratch, &self.scratch)
        defer { swap(&scratch, &self.scratch) }
        var left = count
        while left > 0 {
            var span = scratch.mutableSpan
            // Safety: every bit pattern is a valid byte.
            var bytes = unsafe span.mutableBytes
            var window = bytes._mutatingExtracting(0..<min(left, bytes.byteCount))
            try read(into: &window)
            left -= window.byteCount
        }
    }

    /// Verifies that the content ends here and that nothing is wrong with what follows in the file.
    func verifyEnd() throws(IDXError) {
        // A plain file's size was compared when it was opened.
        guard let gzip else { return }
        let excess = try Self.bytes(1) { (span) throws(IDXError) in try gzip.read(into: &span) }
        guard excess.isEmpty else {
            throw .bodyTooLong(file: source.name, expectedBytes: announced, foundBytes: nil)
        }
    }

    private mutating func readUpTo(_ output: inout MutableRawSpan) throws(IDXError) -> Int {
        let count =
            if let gzip {
                try gzip.read(into: &output)
            } else {
                try source.read(into: &output, at: position)
            }
        position += count
        return count
    }

    /// The next `count` bytes, a small number; fewer only at the end of the content.
    mutating func nextBytes(_ count: Int) throws(IDXError) -> [UInt8] {
        try Self.bytes(count) { (span) throws(IDXError) in try readUpTo(&span) }
    }

    private static func bytes(
        _ count: Int, read: (inout MutableRawSpan) throws(IDXError) -> Int
    ) throws(IDXError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var span = bytes.mutableSpan
        // Safety: every bit pattern is a valid byte.
        var raw = unsafe span.mutableBytes
        let found = try read(&raw)
        return Array(bytes.prefix(found))
    }
}
