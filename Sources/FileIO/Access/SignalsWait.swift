#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Keeps signals that end the process from this thread, and from those it starts meanwhile, until
/// `end()`.
///
/// Those that a call for writing brings about, for a pipe without a reader and for a file above the
/// limit of sizes, wait as well: the call then returns an error, and the process ends afterwards.
package struct SignalsWait {
    private var previous = sigset_t()

    /// Begins.
    package init() {
        var signals = sigset_t()
        // Safety: the calls write into the sets they are given, nothing else.
        unsafe sigemptyset(&signals)
        for signal in [SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGXFSZ] {
            unsafe sigaddset(&signals, signal)
        }
        _ = unsafe pthread_sigmask(SIG_BLOCK, &signals, &previous)
    }

    /// Ends it for this thread; what it started goes on without these signals.
    package func end() {
        var previous = previous
        // Safety: as in `init`. A signal that came meanwhile is delivered here.
        _ = unsafe pthread_sigmask(SIG_SETMASK, &previous, nil)
    }
}
