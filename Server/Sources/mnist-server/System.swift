#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif
internal import NIOCore

/// The signals by which a server is stopped, kept from every thread but the one that waits for them.
struct StopSignals {
    private var set = sigset_t()

    /// Keeps the signals back from the calling thread and all that it starts.
    init() {
        // Safety: the set outlives the calls; they write into nothing else.
        unsafe sigemptyset(&set)
        unsafe sigaddset(&set, SIGTERM)
        unsafe sigaddset(&set, SIGINT)
        unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    /// Waits until one of the signals comes.
    func wait() {
        var (signals, received) = (set, CInt(0))
        // Safety: as above.
        while unsafe sigwait(&signals, &received) != 0 {}
    }
}

/// Standard output, written at once.
enum StandardOutput {
    static func write(_ text: String) { writeAll(text, to: STDOUT_FILENO) }
}

/// Standard error, written at once.
enum StandardError {
    static func write(_ text: String) { writeAll(text, to: STDERR_FILENO) }
}

private func writeAll(_ text: String, to file: CInt) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
        // Safety: the pointer is used within the closure only.
        let count = unsafe rest.withUnsafeBytes {
            unsafe write(file, $0.baseAddress, $0.count)
        }
        guard count > 0 else { return }
        rest = rest.dropFirst(count)
    }
}

/// A variable of the environment; `nil` where it is not set or empty.
func environment(_ name: String) -> String? {
    // Safety: the string is copied at once; nothing here changes the environment.
    let value = unsafe getenv(name).map { unsafe String(cString: $0) }
    return value?.isEmpty == true ? nil : value
}

/// As many files as the system allows, since each connection is one.
func allowManyFiles() {
    var limit = rlimit()
    // Safety: `limit` outlives the calls.
    guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
    limit.rlim_cur = limit.rlim_max
    _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
}

/// How many threads can run at one time, the limits of the process considered.
var processorCount: Int { max(1, System.coreCount) }

/// Ends the process with a status.
func endProcess(_ status: Int32) -> Never { exit(status) }
