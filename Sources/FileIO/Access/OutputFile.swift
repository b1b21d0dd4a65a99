#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Writing of whole files, so that a reader sees the old content or the new, never half of it.
package enum OutputFile {
    /// Writes `bytes` to a temporary file beside `path`, then renames it to `path`.
    ///
    /// When anything fails, the temporary file is removed and `path` is as it was. Signals that
    /// would end the process, as Ctrl-C does, wait until that is done, unless another thread takes
    /// them: those of this package never do.
    ///
    /// A device or a pipe that is there stays, and is written to: a rename would put a file in its
    /// place, in that of `/dev/null` as well.
    package static func replace(_ path: String, with bytes: [UInt8]) throws(FileError) {
        if path.utf8.contains(0) {
            throw .cannotCreate(path: path, reason: "the path contains a NUL character")
        }
        if let kind = status(of: path)?.st_mode, ![S_IFREG, S_IFDIR].contains(kind & S_IFMT) {
            return try writeInPlace(bytes, to: path)
        }
        let waiting = SignalsWait()
        defer { waiting.end() }
        let temporary = "\(path).\(getpid()).tmp"
        let descriptor = retryingInterrupts {
            unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        }
        guard descriptor >= 0 else {
            throw .cannotCreate(path: path, reason: lastSystemError())
        }
        var failure = writeAll(bytes, to: descriptor)
        if close(descriptor) != 0, failure == nil { failure = lastSystemError() }
        if failure == nil, unsafe rename(temporary, path) != 0 { failure = lastSystemError() }
        if let failure {
            _ = unsafe unlink(temporary)
            throw .cannotWrite(path: path, reason: failure)
        }
    }

    /// Writes to what is there already, and makes nothing.
    private static func writeInPlace(_ bytes: [UInt8], to path: String) throws(FileError) {
        let descriptor = retryingInterrupts { unsafe open(path, O_WRONLY | O_CLOEXEC) }
        guard descriptor >= 0 else {
            throw .cannotCreate(path: path, reason: lastSystemError())
        }
        var failure = writeAll(bytes, to: descriptor)
        if close(descriptor) != 0, failure == nil { failure = lastSystemError() }
        if let failure { throw .cannotWrite(path: path, reason: failure) }
    }

    /// Refuses a file that is there, unless it may be replaced, and one that is the input itself.
    ///
    /// This spares work that could not be used; it is no lock.
    package static func check(
        _ path: String, isNot input: String, mayReplace: Bool
    ) throws(FileError) {
        guard let output = status(of: path) else { return }
        if let input = status(of: input), input.st_dev == output.st_dev,
            input.st_ino == output.st_ino
        {
            throw .cannotCreate(path: path, reason: "it is the input; expected another file")
        }
        guard mayReplace else { throw .exists(path: path) }
    }

    private static func status(of path: String) -> stat? {
        var status = stat()
        // Safety: `status` outlives the call, which only writes into it.
        return unsafe stat(path, &status) == 0 ? status : nil
    }

    /// Writes until nothing is left; returns what the system said when it refused.
    private static func writeAll(_ bytes: [UInt8], to descriptor: CInt) -> String? {
        // Safety: each call reads only the bytes that are not written yet.
        unsafe bytes.withUnsafeBytes { buffer in
            var written = 0
            while written < buffer.count, let base = buffer.baseAddress {
                let count = retryingInterrupts {
                    unsafe write(descriptor, base + written, buffer.count - written)
                }
                guard count >= 0 else { return lastSystemError() }
                written += count
            }
            return nil
        }
    }
}
