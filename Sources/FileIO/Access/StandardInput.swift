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
        let found = retryingInterrupts {
            // Safety: the call writes at most `count` bytes into the array's own memory.
            unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe systemRead(STDIN_FILENO, buffer.baseAddress, buffer.count)
            }
        }
        guard found >= 0 else {
            throw .cannotRead(path: name, offset: 0, reason: lastSystemError())
        }
        return Array(bytes.prefix(found))
    }
}

/// The system's `read`, which inside the enumeration is hidden by its own.
private func systemRead(_ file: CInt, _ target: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    unsafe read(file, target, count)
}
