internal import CThreads
internal import FileIO
internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// What the system knows of processors and threads.
package enum Parallel {
    /// The number of processors that are online, at least 1.
    package static let processorCount = max(1, sysconf(CInt(_SC_NPROCESSORS_ONLN)))

    /// How long one of so many threads should watch for work before it sleeps.
    ///
    /// Where there are fewer processors than threads, watching would take time from those who work.
    ///
    /// - Parameter longest: Unless something else is given, longer than the pause between two
    ///   batches of a busy caller, and about what waking up would take.
    static func patience(
        ofThreads count: Int, longest: Duration = .microseconds(100)
    ) -> Duration {
        count <= processorCount ? longest : .zero
    }

    /// Starts a thread that nobody waits for; false when the system grants none.
    ///
    /// Signals that end the process are left to the threads that were there before, which know when
    /// they must wait.
    static func startThread(_ body: @escaping @Sendable () -> Void) -> Bool {
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
    // Safety: `startThread` retained the body for exactly this one release.
    unsafe Unmanaged<ThreadBody>.fromOpaque(argument).takeRetainedValue().body()
    return nil
}

/// The parts of a range that workers take one after the other, until none is left.
///
/// Which worker gets which is left to chance, so that a thread which starts late or is held up
/// does less and nobody waits for it.
package final class SliceQueue: Sendable {
    private let range: Range<Int>
    private let sliceCount: Int
    private let taken = Atomic(0)

    /// Divides `range` into slices whose sizes differ by one at most.
    package init(_ range: Range<Int>, slices: Int) {
        precondition(slices > 0, "at least one slice")
        self.range = range
        sliceCount = slices
    }

    /// Takes the next slice; `nil` when all are taken.
    package func next() -> Range<Int>? {
        let index = taken.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < sliceCount else { return nil }
        return start(of: index)..<start(of: index + 1)
    }

    private func start(of index: Int) -> Int {
        range.lowerBound + range.count * index / sliceCount
    }
}
