internal import Checksums
internal import Deflate

/// The content of a gzip file: its members decompressed, one after the other.
///
/// Every member's CRC-32 and length are verified. After the last member zero bytes may follow
/// (tapes are padded with them), any other byte is refused. What comes out, error or content, does
/// not depend on how the input is cut into chunks.
final class GzipReader {
    /// Members without content cost time and give nothing: no honest file has many.
    static let emptyMemberLimit = 1024
    /// No content is larger than so many times its file.
    static let maximumExpansion = Inflater.maximumExpansion

    private enum State {
        case betweenMembers, insideMember, beforeTrailer, ended
    }

    /// How many members have been begun.
    private(set) var memberCount = 0
    /// How many zero bytes follow the last member; known at the end.
    private(set) var paddingByteCount = 0
    /// The size of the content according to the content itself, for messages only.
    var announcedByteCount: Int?

    private let input: InputBuffer
    private let inflater: Inflater
    private var state = State.betweenMembers
    private var contentByteCount = 0
    private var memberByteCount = 0
    private var emptyMemberCount = 0

    init(_ source: ByteSource, chunkSize: Int, isRecording: Bool) throws(IDXError) {
        guard let inflater = Inflater() else {
            throw .unreadable(file: source.name, reason: "zlib cannot start: insufficient memory")
        }
        self.inflater = inflater
        input = InputBuffer(source: source, chunkSize: chunkSize, isRecording: isRecording)
    }

    /// The compressed bytes that were read since the last call, if they are recorded.
    func takeRecording() -> [UInt8] { input.takeRecording() }

    /// Fills `output` with content; fewer bytes only at the end, when all of the file is verified.
    func read(into output: inout MutableRawSpan) throws(IDXError) -> Int {
        var filled = 0
        while filled < output.byteCount {
            switch state {
            case .betweenMembers:
                try beginMember()
            case .insideMember:
                var rest = output._mutatingExtracting(filled..<output.byteCount)
                filled += try inflate(into: &rest)
            case .beforeTrailer:
                try endMember()
            case .ended:
                return filled
            }
        }
        return filled
    }

    private func inflate(into output: inout MutableRawSpan) throws(IDXError) -> Int {
        let isMoreAtHand = try input.fill()
        let outcome = inflater.inflate(input, into: &output)
        switch outcome {
        case .produced(let count):
            memberByteCount += count
            contentByteCount += count
            return count
        case .finished(let count):
            memberByteCount += count
            contentByteCount += count
            // Looked at when more is asked for, not whenever the chunk happens to reach so far:
            // which of two faults is reported would depend on that.
            state = .beforeTrailer
            return count
        case .starved where isMoreAtHand:
            throw input.failure(
                .damaged(member: memberCount, byte: input.position, reason: "no progress"))
        case .starved:
            throw input.failure(
                .dataCut(
                    member: memberCount, byte: input.position, expectedBytes: announcedByteCount,
                    foundBytes: contentByteCount))
        case .damaged(let reason):
            throw input.failure(
                .damaged(member: memberCount, byte: input.position, reason: reason))
        }
    }

    /// Reads the header of the next member, or recognizes the end of the file.
    private func beginMember() throws(IDXError) {
        let start = input.position
        let trailing = GzipError.trailingBytes(byte: start, count: input.remaining)
        switch try input.peek() {
        case nil:
            state = .ended
            return
        case 0:
            guard try skipZeros() else { throw input.failure(trailing) }
            paddingByteCount = input.position - start
            state = .ended
            return
        default:
            break
        }
        for expected in GzipHeader.magic {
            let found = try input.next()
            if found == nil, memberCount == 0 {
                throw input.failure(.headerCut(member: 1, byte: input.position))
            }
            guard found == expected else { throw input.failure(trailing) }
        }
        memberCount += 1
        try GzipHeader.skip(input, member: memberCount)
        inflater.reset()
        memberByteCount = 0
        state = .insideMember
    }

    /// Passes over zero bytes; true when the file holds nothing else from here on.
    private func skipZeros() throws(IDXError) -> Bool {
        var allZero = true
        while allZero, try input.fill() {
            // Safety: the pointer does not leave the closure.
            unsafe input.consume { bytes in
                allZero = unsafe bytes.allSatisfy { $0 == 0 }
                return bytes.count
            }
        }
        return allZero
    }

    /// Verifies the trailer: the CRC-32 and the length modulo 2³² of the member's content.
    private func endMember() throws(IDXError) {
        let start = input.position
        let checksum = try nextTrailerWord(from: start)
        let length = try nextTrailerWord(from: start)
        guard checksum == inflater.checksum.value else {
            throw input.failure(
                .checksumMismatch(
                    member: memberCount, byte: start, expected: checksum,
                    computed: inflater.checksum.value))
        }
        let computedLength = UInt32(truncatingIfNeeded: memberByteCount)
        guard length == computedLength else {
            throw input.failure(
                .lengthMismatch(
                    member: memberCount, byte: start + 4, expected: length,
                    computed: computedLength))
        }
        if memberByteCount == 0 {
            emptyMemberCount += 1
            guard emptyMemberCount <= Self.emptyMemberLimit else {
                throw input.failure(
                    .tooManyEmptyMembers(byte: input.position, limit: Self.emptyMemberLimit))
            }
        }
        state = .betweenMembers
    }

    private func nextTrailerWord(from start: Int) throws(IDXError) -> UInt32 {
        var word: UInt32 = 0
        for shift in [0, 8, 16, 24] as [UInt32] {
            guard let byte = try input.next() else {
                throw input.failure(
                    .trailerCut(
                        member: memberCount, byte: input.position,
                        foundBytes: input.position - start))
            }
            word |= UInt32(byte) << shift
        }
        return word
    }
}
