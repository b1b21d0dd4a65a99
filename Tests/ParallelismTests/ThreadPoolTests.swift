import Parallelism
import Synchronization
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

@Suite("Threads that help")
struct ThreadPoolTests {
    @Test("every slice is done once, by as many threads as there are", arguments: [1, 2, 5])
    func slices(threads: Int) {
        let pool = ThreadPool(threads: threads)
        for round in 0..<500 {
            let count = round % 50
            let done = (0..<count).map { _ in Counter() }
            let slices = SliceQueue()
            slices.refill(0..<count, slices: 7)
            let work: @Sendable (Int) -> Void = { thread in
                precondition((0..<threads).contains(thread))
                while let slice = slices.next() {
                    for index in slice { done[index].increment() }
                }
            }
            pool.run(helpers: threads - 1, work) { work(0) }
            #expect(done.allSatisfy { $0.value == 1 })
        }
    }

    @Test("when the job is over, no helper is at work on it")
    func closing() {
        let pool = ThreadPool(threads: 3)
        let working = Counter()
        for _ in 0..<200 {
            let over = Flag()
            pool.run(helpers: 2) { _ in
                working.increment()
                while !over.isSet {}
                // Long enough for the caller to be gone, if it did not wait.
                for _ in 0..<1000 where working.value == 0 {}
                working.decrement()
            } while: {
                while working.value == 0 {}
                over.set()
            }
            #expect(working.value == 0)
        }
    }

    @Test("signals that end the process are left to the caller, who can put them off")
    func signals() {
        // The threads that tests run on take no signals themselves, so that here this one has to.
        var (all, before) = (sigset_t(), sigset_t())
        // Safety: the calls here and below write into the sets they are given.
        unsafe sigemptyset(&all)
        for signal in [SIGINT, SIGTERM, SIGHUP] { unsafe sigaddset(&all, signal) }
        _ = unsafe pthread_sigmask(SIG_UNBLOCK, &all, &before)
        defer { _ = unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }

        let pool = ThreadPool(threads: 2)
        let (joined, blocked) = (Flag(), Counter())
        pool.run(helpers: 1) { _ in
            var mask = sigset_t()
            _ = unsafe pthread_sigmask(SIG_BLOCK, nil, &mask)
            for signal in [SIGINT, SIGTERM, SIGHUP] where unsafe sigismember(&mask, signal) == 1 {
                blocked.increment()
            }
            joined.set()
        } while: {
            while !joined.isSet {}
        }
        #expect(blocked.value == 3)
    }

    @Test("an error of the caller passes through, and the pool goes on")
    func errors() {
        struct Failure: Error {}
        let pool = ThreadPool(threads: 2)
        #expect(throws: Failure.self) { try pool.run(helpers: 1, { _ in }) { throw Failure() } }
        #expect(pool.run(helpers: 1, { _ in }) { 5 } == 5)
    }

    @Test("a helper joins a job that waits for it, also after it has slept")
    func joining() {
        let pool = ThreadPool(threads: 2)
        for _ in 0..<20 {
            let joined = Flag()
            pool.run(helpers: 1) { _ in
                joined.set()
            } while: {
                while !joined.isSet {}
            }
            // Longer than any helper spins.
            let clock = ContinuousClock()
            let end = clock.now + .milliseconds(2)
            while clock.now < end {}
        }
    }

    @Test("slices cover their range without gaps, their sizes differing by one at most")
    func division() {
        for (range, slices) in [(0..<10, 3), (5..<5, 2), (7..<12, 5), (0..<3, 8)] {
            let queue = SliceQueue()
            queue.refill(range, slices: slices)
            var found: [Range<Int>] = []
            while let slice = queue.next() { found.append(slice) }
            #expect(found.count == slices)
            #expect(found.flatMap { Array($0) } == Array(range))
            let sizes = found.map(\.count)
            #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1)
        }
    }

    private final class Counter: Sendable {
        private let count = Atomic(0)
        var value: Int { count.load(ordering: .relaxed) }
        func increment() { count.wrappingAdd(1, ordering: .relaxed) }
        func decrement() { count.wrappingSubtract(1, ordering: .relaxed) }
    }

    private final class Flag: Sendable {
        private let state = Atomic(false)
        var isSet: Bool { state.load(ordering: .relaxed) }
        func set() { state.store(true, ordering: .relaxed) }
    }
}
