internal import NIOCore
internal import Synchronization

/// What all event loops share: nothing in it changes, but for what is atomic or behind a lock.
final class SharedState: Sendable {
    let configuration: ServerConfiguration
    let access: AccessControl
    let repository: ModelRepository
    let page: ServedPage?
    let pool: WorkPool
    let log: LogWriter
    let version: String
    let started = Clock.wall()
    /// Bytes of bodies that are held.
    private let bufferedBytes = Atomic(0)
    private let connectionCount = Atomic(0)
    private let loops: Mutex<[LoopHandle]> = Mutex([])

    init(
        _ configuration: ServerConfiguration, _ repository: ModelRepository, _ page: ServedPage?,
        version: String
    ) {
        self.configuration = configuration
        self.repository = repository
        self.page = page
        self.version = version
        access = AccessControl(configuration)
        pool = WorkPool(threads: configuration.maximumInFlight, queue: configuration.queue)
        log = LogWriter()
    }

    /// Makes a state for each loop, on it.
    func start(on group: any EventLoopGroup) throws {
        let table = repository.table
        for loop in group.makeIterator() {
            let handle = try loop.submit {
                let state = LoopState(self, loop: loop, table: table)
                let bound = NIOLoopBound(state, eventLoop: loop)
                loop.scheduleRepeatedTask(
                    initialDelay: .milliseconds(250), delay: .milliseconds(250)
                ) { _ in bound.value.tick() }
                return LoopHandle(loop: loop, state: bound)
            }.wait()
            loops.withLock { $0.append(handle) }
        }
    }

    /// The states of all loops.
    var allLoops: [LoopHandle] { loops.withLock { $0 } }

    /// The state of the loop that calls.
    func state(of loop: any EventLoop) -> LoopState? {
        for handle in allLoops where handle.loop === loop { return handle.state.value }
        return nil
    }

    /// Shows a new table to all loops.
    func publish(_ table: ModelTable) {
        for handle in allLoops {
            handle.loop.execute {
                handle.state.value.table = table
                handle.state.value.bench.keep(table)
            }
        }
        pool.keep(table)
    }

    // MARK: - Limits

    /// Counts a connection; `false` if there are too many.
    func admitConnection() -> Bool {
        guard
            connectionCount.add(1, ordering: .relaxed).newValue <= configuration.maximumConnections
        else {
            connectionCount.subtract(1, ordering: .relaxed)
            return false
        }
        return true
    }

    func releaseConnection() { connectionCount.subtract(1, ordering: .relaxed) }

    /// How many connections there are.
    var openConnections: Int { connectionCount.load(ordering: .relaxed) }

    /// Counts bytes of a body; `false` if too many are held.
    func admitBytes(_ count: Int) -> Bool {
        bufferedBytes.add(count, ordering: .relaxed).newValue <= configuration.maximumBuffered
    }

    func releaseBytes(_ count: Int) { bufferedBytes.subtract(count, ordering: .relaxed) }
}

/// An event loop with its state.
struct LoopHandle: Sendable {
    let loop: any EventLoop
    let state: NIOLoopBound<LoopState>
}
