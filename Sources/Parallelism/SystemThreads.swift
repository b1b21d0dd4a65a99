internal import CThreads
internal import FileIO

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The threads and processors of the system.
package enum SystemThreads {
    /// The number of processors that are online, at least 1.
    package static let processorCount = max(1, sysconf(CInt(_SC_NPROCESSORS_ONLN)))

    /// The number of processors that this process may keep busy, at least 1: those that are online,
    /// that it is not kept from (`taskset`), and that its control groups grant (containers).
    package static let availableProcessorCount: Int = {
        let allowed = Int(cthreads_allowed_processors())
        return min(
            allowed > 0 ? min(allowed, processorCount) : processorCount,
            ControlGroup.processorLimit() ?? .max)
    }()

    /// How long one of `count` threads spins for work before it sleeps.
    ///
    /// Zero where there are fewer processors than threads: spinning would take time from those that
    /// work.
    ///
    /// - Parameter longest: By default longer than the pause between two batches of a busy caller,
    ///   and about as long as waking up takes.
    package static func spinDuration(
        ofThreads count: Int, longest: Duration = .microseconds(100)
    ) -> Duration {
        count <= availableProcessorCount ? longest : .zero
    }

    /// Starts a detached thread; false when the system grants none.
    ///
    /// The thread blocks the signals that end the process, so that the threads which were there
    /// before receive them and can put them off.
    package static func start(_ body: @escaping @Sendable () -> Void) -> Bool {
        let waiting = SignalsWait()
        defer { waiting.end() }
        let argument = unsafe Unmanaged.passRetained(ThreadBody(body))
        #if canImport(Darwin)
            var thread: pthread_t?
            let status = unsafe pthread_create(&thread, nil, { runBody($0) }, argument.toOpaque())
        #else
            var thread = pthread_t()
            let status = unsafe pthread_create(
                &thread, nil,
                // Safety: never nil, it is the argument of the call above.
                { unsafe runBody($0.unsafelyUnwrapped) }, argument.toOpaque())
        #endif
        guard status == 0 else {
            unsafe argument.release()
            return false
        }
        #if canImport(Darwin)
            if let thread = unsafe thread { unsafe pthread_detach(thread) }
        #else
            // Safety: the thread is detached only afterwards, so its name is still good.
            cthreads_move_away(thread)
            pthread_detach(thread)
        #endif
        return true
    }
}

private final class ThreadBody: Sendable {
    let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}

/// Where a thread begins.
private func runBody(_ argument: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
    // Safety: `start` retained the body for exactly this one release.
    unsafe Unmanaged<ThreadBody>.fromOpaque(argument).takeRetainedValue().body()
    return nil
}
