import Reports

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The three streams that a process is started with.
enum StandardStreams {
    /// Takes the places of streams that are closed, so that no file that is opened gets them.
    ///
    /// A result would be written into it. Reading and writing fails, as when they are closed.
    static func keepClosed() {
        for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO]
        where fcntl(descriptor, F_GETFD) < 0 {
            // The system gives the lowest number that is free.
            _ = unsafe open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
        }
    }
}

/// Where results go.
enum StandardOutput {
    /// Writes a whole result.
    ///
    /// Nothing is buffered, so that a full disk is noticed here and not after the command ended.
    static func write(_ text: String) throws(CommandFailure) { try write(Array(text.utf8)) }

    /// Writes bytes as they are, the whole result or a part of it.
    static func write(_ bytes: [UInt8]) throws(CommandFailure) {
        if let code = writeAll(bytes, to: STDOUT_FILENO) {
            // Safety: strerror's string is copied before any other call.
            throw .cannotWrite(reason: unsafe String(cString: strerror(code)).lowercased())
        }
    }
}

/// Where everything goes that is not a result.
enum StandardError {
    /// Writes text as it is; if that fails there is nobody left to tell.
    static func write(_ text: String) { _ = writeAll(Array(text.utf8), to: STDERR_FILENO) }

    /// Writes the one line by which the command reports a failure.
    static func writeError(_ sentence: String) {
        write("mnist: error: \(terminalSafe(sentence))\n")
    }

    /// Writes a line that explains, but changes nothing.
    static func writeNote(_ sentence: String) {
        write("mnist: note: \(terminalSafe(sentence))\n")
    }

    /// Whether a person is watching, on a terminal that can go back in a line.
    static let isTerminal =
        isatty(STDERR_FILENO) == 1 && environment("TERM").map { $0 != "dumb" } == true
}

/// The value of an environment variable.
func environment(_ name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    // Safety: the string is copied at once, and nothing here changes the environment.
    return unsafe String(cString: value)
}

/// Writes until nothing is left; returns the system's error code if it refused.
private func writeAll(_ bytes: [UInt8], to descriptor: CInt) -> CInt? {
    var written = 0
    while written < bytes.count {
        let count = unsafe bytes.withUnsafeBytes { buffer in
            // Safety: the slice holds the bytes that are not written yet.
            let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[written...])
            return unsafe write(descriptor, rest.baseAddress, rest.count)
        }
        if count >= 0 {
            written += count
        } else if errno != EINTR {
            return errno
        }
    }
    return nil
}
