#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A regular file that is open for reading at any offset.
///
/// Files are read, never mapped: a mapped file that shrinks ends the process with a signal.
package final class InputFile: Sendable {
    /// The path as the caller gave it.
    package let path: String
    /// The size in bytes when the file was opened.
    package let size: Int
    private let descriptor: CInt

    /// Opens a regular file; directories, pipes and devices are refused without waiting for them.
    ///
    /// - Parameter mayLackSize: Whether to open files that hold bytes but say that they are empty,
    ///   as those of `/proc` do. Readers that go by `size` would take them for empty.
    /// - Parameter refusesLinks: Whether to refuse a symbolic link, and a file that has another name,
    ///   where the path comes from a file and must not lead elsewhere.
    package init(
        path: String, mayLackSize: Bool = false, refusesLinks: Bool = false
    ) throws(FileError) {
        if path.utf8.contains(0) {
            throw .cannotOpen(path: path, reason: "the path contains a NUL character")
        }
        // Non-blocking: opening a pipe that nobody writes to would otherwise wait for ever.
        let descriptor = retryingInterrupts {
            unsafe open(
                path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | (refusesLinks ? O_NOFOLLOW : 0))
        }
        guard descriptor >= 0 else {
            if refusesLinks, errno == ELOOP {
                throw .notRegular(path: path, kind: "a symbolic link")
            }
            throw .cannotOpen(path: path, reason: lastSystemError())
        }
        var status = stat()
        // Safety: `status` outlives the call, which only writes into it.
        guard unsafe fstat(descriptor, &status) == 0 else {
            let reason = lastSystemError()
            close(descriptor)
            throw .cannotOpen(path: path, reason: reason)
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw .notRegular(path: path, kind: Self.kind(ofMode: status.st_mode))
        }
        if refusesLinks, status.st_nlink != 1 {
            close(descriptor)
            throw .notRegular(path: path, kind: "a file of \(status.st_nlink) names")
        }
        self.path = path
        self.size = Int(status.st_size)
        self.descriptor = descriptor
        if size == 0, !mayLackSize { try refuseContent() }
    }

    /// Refuses a file that is not as empty as it says.
    private func refuseContent() throws(FileError) {
        var byte = UInt64(0)
        let count = retryingInterrupts {
            // Safety: the call writes at most one byte into the eight.
            unsafe pread(descriptor, &byte, 1, 0)
        }
        guard count >= 0 else {
            throw .cannotRead(path: path, offset: 0, reason: lastSystemError())
        }
        guard count == 0 else {
            throw .notRegular(
                path: path, kind: "a file that holds bytes and says it has none, as in /proc")
        }
    }

    deinit {
        close(descriptor)
    }

    /// Reads bytes that start at `offset` until `buffer` is full or the file ends.
    ///
    /// - Returns: The number of bytes read; fewer than asked for only at the end of the file.
    package func read(
        into buffer: inout MutableRawSpan, at offset: Int
    ) throws(FileError) -> Int {
        let capacity = buffer.byteCount
        // Safety: every call writes at most `capacity - filled` bytes after the `filled` ones.
        return try unsafe buffer.withUnsafeMutableBytes { (bytes) throws(FileError) in
            var filled = 0
            while filled < capacity, let base = bytes.baseAddress {
                let count = retryingInterrupts {
                    unsafe pread(
                        descriptor, base + filled, capacity - filled, off_t(offset + filled))
                }
                guard count >= 0 else {
                    throw .cannotRead(
                        path: path, offset: offset + filled, reason: lastSystemError())
                }
                if count == 0 { break }
                filled += count
            }
            return filled
        }
    }

    /// Reads exactly the bytes of `range`, which the caller has checked against `size`.
    package func bytes(in range: Range<Int>) throws(FileError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: range.count)
        var span = bytes.mutableSpan
        var raw = unsafe span.mutableBytes
        let count = try read(into: &raw, at: range.lowerBound)
        guard count == range.count else {
            throw .shrank(path: path, expectedBytes: size, foundBytes: range.lowerBound + count)
        }
        return bytes
    }

    private static func kind(ofMode mode: mode_t) -> String {
        switch mode & S_IFMT {
        case S_IFDIR: "a directory"
        case S_IFIFO: "a pipe"
        case S_IFCHR, S_IFBLK: "a device"
        case S_IFSOCK: "a socket"
        default: "a special file"
        }
    }
}

/// Repeats a system call for as long as a signal interrupts it.
func retryingInterrupts<Result: SignedInteger>(_ call: () -> Result) -> Result {
    while true {
        let result = call()
        if result != -1 || errno != EINTR { return result }
    }
}

/// The system's words for the error of the last call on this thread.
func lastSystemError() -> String {
    // Safety: strerror returns a NUL-terminated string, copied here before any other call.
    unsafe String(cString: strerror(errno)).lowercasedFirstLetter
}

extension String {
    fileprivate var lowercasedFirstLetter: String {
        prefix(1).lowercased() + dropFirst()
    }
}
