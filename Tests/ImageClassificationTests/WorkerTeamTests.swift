import ImageClassification
import Synchronization
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

@Suite("Threads that help")
struct WorkerTeamTests {
    @Test("every slice is done once, by as many workers as there are", arguments: [1, 2, 5])
    func slices(workers: Int) {
        let team = WorkerTeam(workers: workers)
        for round in 0..<500 {
            let count = round % 50
            let done = (0..<count).map { _ in Counter() }
            let slices = SliceQueue(0..<count, slices: 7)
            let work: @Sendable (Int) -> Void = { worker in
                precondition((0..<workers).contains(worker))
                while let slice = slices.next() {
                    for index in slice { done[index].increment() }
                }
            }
            team.run(helpers: workers - 1, work) { work(0) }
            #expect(done.allSatisfy { $0.value == 1 })
        }
    }

    @Test("when the job is over, no helper is at work on it")
    func closing() {
        let team = WorkerTeam(workers: 3)
        let working = Counter()
        for _ in 0..<200 {
            let over = Flag()
            team.run(helpers: 2) { _ in
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

        let team = WorkerTeam(workers: 2)
        let (joined, blocked) = (Flag(), Counter())
        team.run(helpers: 1) { _ in
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

    @Test("an error of the caller passes through, and the team goes on")
    func errors() {
        struct Failure: Error {}
        let team = WorkerTeam(workers: 2)
        #expect(throws: Failure.self) { try team.run(helpers: 1, { _ in }) { throw Failure() } }
        #expect(team.run(helpers: 1, { _ in }) { 5 } == 5)
    }

    @Test("a helper joins a job that waits for it, also after it has slept")
    func joining() {
        let team = WorkerTeam(workers: 2)
        for _ in 0..<20 {
            let joined = Flag()
            team.run(helpers: 1) { _ in
                joined.set()
            } while: {
                while !joined.isSet {}
            }
            // Longer than any helper watches for work.
            let clock = ContinuousClock()
            let end = clock.now + .milliseconds(2)
            while clock.now < end {}
        }
    }

    @Test("slices cover their range without gaps, their sizes differing by one at most")
    func division() {
        for (range, slices) in [(0..<10, 3), (5..<5, 2), (7..<12, 5), (0..<3, 8)] {
            let queue = SliceQueue(range, slices: slices)
            var found: [Range<Int>] = []
            while let slice = queue.next() { found.append(slice) }
            #expect(found.count == slices)
            #expect(found.flatMap { Array($0) } == Array(range))
            let sizes = found.map(\.count)
            #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1)
        }
    }

    @Test("a batch is divided by its work, evenly over the workers")
    func slicing() {
        func count(_ images: Int, _ work: Int, workers: Int = 2) -> Int {
            Slicing.sliceCount(images: images, multiplyAddsPerImage: work, workers: workers)
        }
        // Too little for two, whatever the number of images.
        #expect(count(1, 535_040) == 1 && count(10, 45_200) == 1 && count(0, 45_200) == 1)
        // Enough for two.
        #expect(count(10, 535_040) == 2 && count(100, 45_200) == 2)
        // Large networks: even two images are shared, and one cannot be.
        #expect(count(2, 50_000_000) == 2 && count(1, 50_000_000) == 1)
        #expect(count(5, 50_000_000) == 4)
        // Large batches: no more slices than even things out, the same for all workers.
        #expect(count(10_000, 535_040) == 16 && count(65_536, .max / 2) == 16)
        #expect(count(10_000, 535_040, workers: 3) == 24)
        #expect(count(10_000, 535_040, workers: 1) == 8)
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
