#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif
internal import NIOPosix
internal import OpenInference
internal import Synchronization

/// Writes lines to standard error from a thread of its own.
///
/// So a reader who is slow keeps no connection waiting. What nobody takes in time is dropped and counted.
final class LogWriter: Sendable {
    private static let limit = 4 << 20
    private let state = Mutex(State())
    private let thread: NIOThreadPool

    private struct State {
        var waiting: [UInt8] = []
        var isWriting = false
        var dropped = 0
    }

    init() {
        thread = NIOThreadPool(numberOfThreads: 1)
        thread.start()
    }

    /// How many lines were dropped.
    var droppedCount: Int { state.withLock { $0.dropped } }

    /// Hands lines over, `count` of them.
    func write(_ lines: [UInt8], count: Int) {
        let starts = state.withLock { state in
            guard state.waiting.count + lines.count <= Self.limit else {
                state.dropped += count
                return false
            }
            state.waiting.append(contentsOf: lines)
            defer { state.isWriting = true }
            return !state.isWriting
        }
        if starts { thread.submit { _ in self.drain() } }
    }

    /// Writes an event of the server as a line of its own.
    func event(_ text: String) {
        var line = JSONOutput()
        line.raw("{\"time\":")
        line.string(Self.time(Clock.wall()))
        line.raw(",\"event\":")
        line.string(text)
        line.raw("}\n")
        write(line.bytes, count: 1)
    }

    /// RFC 3339 with microseconds.
    static func time(_ nanoseconds: UInt64) -> String {
        let micros = String(nanoseconds / 1000 % 1_000_000)
        return CalendarTime(seconds: Int(nanoseconds / 1_000_000_000)).text + "."
            + String(repeating: "0", count: 6 - micros.utf8.count) + micros + "Z"
    }

    private func drain() {
        while true {
            let bytes = state.withLock { state in
                let bytes = state.waiting
                state.waiting = []
                state.isWriting = !bytes.isEmpty
                return bytes
            }
            guard !bytes.isEmpty else { return }
            writeToStandardError(bytes)
        }
    }

    /// Waits until everything that was handed over is written, for at most a second, and ends.
    func stop() {
        for _ in 0..<100 {
            guard state.withLock({ $0.isWriting }) else { break }
            Clock.pause()
        }
        thread.shutdownGracefully { _ in }
    }
}

/// Writes until all is written, or nobody reads any more.
private func writeToStandardError(_ bytes: [UInt8]) {
    // Safety: the pointer stays within the array, which lives through the closure.
    unsafe bytes.withUnsafeBytes { buffer in
        var rest = unsafe buffer[...]
        while unsafe !rest.isEmpty {
            let count = unsafe write(
                STDERR_FILENO, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            guard count > 0 || errno == EINTR else { return }
            unsafe rest = rest.dropFirst(max(0, count))
        }
    }
}
