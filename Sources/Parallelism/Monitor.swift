internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A value that threads share under a lock, and whose changes they can sleep for.
///
/// It is a POSIX mutex with a condition variable, since the standard library's `Mutex` has none.
/// A thread that waits may spin for a moment before it sleeps: waking a thread costs its waker some
/// microseconds, and the thread itself often more.
///
/// Safety of `@unchecked Sendable`: the value is touched only while the mutex is held, and the
/// memory of both belongs to this object alone and lives exactly as long.
@safe package final class Monitor<Value: Sendable>: @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let changed: UnsafeMutablePointer<pthread_cond_t>
    private var value: Value
    /// Counts the updates; a thread that spins reads it without the lock.
    private let updates = Atomic(0)

    package init(_ value: Value) {
        self.value = value
        unsafe mutex = .allocate(capacity: 1)
        unsafe mutex.initialize(to: pthread_mutex_t())
        unsafe changed = .allocate(capacity: 1)
        unsafe changed.initialize(to: pthread_cond_t())
        // Neither can fail with default attributes.
        unsafe pthread_mutex_init(mutex, nil)
        unsafe pthread_cond_init(changed, nil)
    }

    deinit {
        unsafe pthread_cond_destroy(changed)
        unsafe pthread_mutex_destroy(mutex)
        unsafe changed.deallocate()
        unsafe mutex.deallocate()
    }

    /// Runs `body` with the value while nobody else does.
    package func withLock<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        return try body(&value)
    }

    /// Changes the value and wakes all who wait for a change; costs little if nobody sleeps.
    package func update<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result {
        defer { unsafe pthread_cond_broadcast(changed) }
        return try withLock { value in
            defer { updates.wrappingAdd(1, ordering: .relaxed) }
            return try body(&value)
        }
    }

    /// Waits until `body`, tried now and after each update, returns something.
    ///
    /// - Parameter spinDuration: How long to spin, at the cost of a processor, before sleeping.
    package func wait<Result>(
        spinningFor spinDuration: Duration = .zero, until body: (inout Value) throws -> Result?
    ) rethrows -> Result {
        if spinDuration > .zero {
            let clock = ContinuousClock()
            let end = clock.now + spinDuration
            repeat {
                let known = updates.load(ordering: .relaxed)
                if let result = try withLock(body) { return result }
                while updates.load(ordering: .relaxed) == known, clock.now < end {}
            } while clock.now < end
        }
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        while true {
            if let result = try body(&value) { return result }
            unsafe pthread_cond_wait(changed, mutex)
        }
    }
}
