internal import IDX

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The lines of a text file, one at a time, in a buffer that is used over and over.
@safe final class LineReader {
    /// The longest line: more than any image takes that a network can have.
    static let longestLine = 64 << 20
    /// Bytes after a line that may be read, and are zeros or the next line: see `RowParser`.
    static let sentinelBytes = 8

    let file: DecompressedFile
    /// The number of the line that was given last.
    private(set) var line = 0
    private var buffer: UnsafeMutableBufferPointer<UInt8>
    /// How many bytes of lines the buffer holds, the sentinel's not counted.
    private var capacity = firstCapacity
    /// What of the buffer has been read and not given yet.
    private var unread = 0..<0
    private var hasEnded = false

    private static let firstCapacity = 256 << 10

    init(_ file: DecompressedFile) {
        self.file = file
        unsafe buffer = .allocate(capacity: Self.firstCapacity + Self.sentinelBytes)
        unsafe buffer.initialize(repeating: 0)
    }

    deinit { unsafe buffer.deallocate() }

    /// Goes back to the first line.
    func rewind() throws(CSVError) {
        do throws(IDXError) { try file.rewind() } catch { throw .content(error) }
        (line, unread, hasEnded) = (0, 0..<0, false)
    }

    /// Gives the next line, without what ends it, to `body`; `nil` at the end of the file.
    ///
    /// `sentinelBytes` bytes after the line may be read too.
    func next<Result>(
        _ body: (UnsafeBufferPointer<UInt8>) throws(CSVError) -> Result
    ) throws(CSVError) -> Result? {
        var searched = 0
        while true {
            let start = unread.lowerBound + searched
            // Safety: the bytes searched lie in the buffer.
            let found = unsafe buffer.baseAddress.flatMap {
                unsafe memchr($0 + start, 0x0A, unread.upperBound - start)
            }
            if let found = unsafe found {
                let base = unsafe UnsafeMutableRawPointer(buffer.baseAddress)
                let end = unsafe base.map { unsafe found - $0 } ?? 0
                return try unsafe give(unread.lowerBound..<end, next: end + 1, body)
            }
            searched = unread.count
            if hasEnded {
                if unread.isEmpty { return nil }
                return try unsafe give(unread, next: unread.upperBound, body)
            }
            try fill()
        }
    }

    private func give<Result>(
        _ range: Range<Int>, next: Int,
        _ body: (UnsafeBufferPointer<UInt8>) throws(CSVError) -> Result
    ) throws(CSVError) -> Result {
        line += 1
        unread = next..<unread.upperBound
        var range = range
        if range.count > 0, unsafe buffer[range.upperBound - 1] == 0x0D {
            range = range.lowerBound..<range.upperBound - 1
        }
        // Safety: the range lies in the buffer, which has the sentinel's bytes after its last.
        return try unsafe body(UnsafeBufferPointer(rebasing: buffer[range]))
    }

    /// Reads more behind what is unread, which moves to the start of the buffer.
    private func fill() throws(CSVError) {
        if unread.count == capacity {
            guard capacity < Self.longestLine else {
                throw .lineTooLong(file: file.name, line: line + 1, limit: Self.longestLine)
            }
            // Memory follows the bytes that are there: the buffer is full of them.
            capacity *= 2
            let larger = UnsafeMutableBufferPointer<UInt8>.allocate(
                capacity: capacity + Self.sentinelBytes)
            unsafe larger.initialize(repeating: 0)
            unsafe move(to: larger)
            unsafe buffer.deallocate()
            unsafe buffer = larger
        } else if unread.lowerBound > 0 {
            unsafe move(to: buffer)
        }
        let room = unread.upperBound..<capacity
        var count = 0
        do throws(IDXError) {
            // Safety: the span covers bytes of the buffer and does not outlive the call.
            let free = unsafe UnsafeMutableBufferPointer(rebasing: buffer[room])
            var span = unsafe MutableRawSpan(_unsafeBytes: UnsafeMutableRawBufferPointer(free))
            count = try file.read(into: &span)
        } catch {
            throw .content(error)
        }
        hasEnded = count < room.count
        unread = unread.lowerBound..<unread.upperBound + count
    }

    /// Moves what is unread to the start of `target`, which has room for it.
    private func move(to target: UnsafeMutableBufferPointer<UInt8>) {
        if let to = target.baseAddress, let from = unsafe buffer.baseAddress {
            // Safety: memmove allows that the two overlap.
            unsafe memmove(to, from + unread.lowerBound, unread.count)
        }
        unread = 0..<unread.count
    }
}
