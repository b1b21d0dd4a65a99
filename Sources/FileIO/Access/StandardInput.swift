#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The stream that a shell connects with `<` or `|`.
package enum StandardInput {
    /// Reads some bytes, waiting until there are any.
    ///
    /// - Parameter name: What an error calls the stream.
    /// - Returns: At most `count` bytes; none only at the end.
    package static func read(upTo count: Int, name: String) throws(FileError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        let found = try read(into: &bytes, from: 0, name: name)
        return Array(bytes.prefix(found))
    }

    /// Reads some bytes into the array from a position to its end, waiting until there are any.
    ///
    /// - Parameter name: What an error calls the stream.
    /// - Returns: How many there are; 0 only at the end, or if the array has no room.
    package static func read(
        into bytes: inout [UInt8], from start: Int, name: String
    ) throws(FileError) -> Int {
        precondition(bytes.indices.contains(start) || start == bytes.count, "within the array")
        let found = retryingInterrupts {
            // Safety: the call writes at most so many bytes as the array has from there on.
            unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe systemRead(
                    STDIN_FILENO, buffer.baseAddress.map { unsafe $0 + start },
                    buffer.count - start)
            }
        }
        guard found >= 0 else {
            throw .cannotRead(path: name, offset: 0, reason: lastSystemError())
        }
        return found
    }

    /// Asks for a longer pipe, so that fewer calls move as many bytes; where there is none, nothing
    /// changes.
    package static func widenPipe() {
        #if os(Linux)
            _ = fcntl(STDIN_FILENO, fcntlSetPipeSize, 1 << 20)
        #endif
    }
}

/// `F_SETPIPE_SZ` of Linux, which glibc's header shows with `_GNU_SOURCE` only.
private let fcntlSetPipeSize: CInt = 1031

/// The system's `read`, which inside the enumeration is hidden by its own.
private func systemRead(_ file: CInt, _ target: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    unsafe read(file, target, count)
}
