internal import NIOCore
internal import OpenInference

/// What the connections of one event loop share.
///
/// Used on that loop only, hence without locks.
final class LoopState {
    let shared: SharedState
    let loop: any EventLoop
    let bench = Workbench()
    var table: ModelTable
    var counters = LoopCounters()
    private(set) var isDraining = false
    /// The field `Date`, as it was at the last tick.
    private(set) var date: [UInt8] = []
    private var connections: [ObjectIdentifier: ConnectionHandler] = [:]
    private var log = JSONOutput()
    private var logCount = 0

    init(_ shared: SharedState, loop: any EventLoop, table: ModelTable) {
        self.shared = shared
        self.loop = loop
        self.table = table
        date = Array(CalendarTime(seconds: Int(Clock.wall() / 1_000_000_000)).httpField.utf8)
    }

    // MARK: - Connections

    func add(_ connection: ConnectionHandler) {
        connections[ObjectIdentifier(connection)] = connection
        counters.connections += 1
        counters.openConnections += 1
    }

    func remove(_ connection: ConnectionHandler) {
        guard connections.removeValue(forKey: ObjectIdentifier(connection)) != nil else { return }
        counters.openConnections -= 1
    }

    /// Called four times a second: time-outs, the date, the log.
    func tick() {
        let now = Clock.now()
        for connection in connections.values where connection.deadline <= now {
            connection.timeOut()
        }
        let wall = Clock.wall()
        date = Array(CalendarTime(seconds: Int(wall / 1_000_000_000)).httpField.utf8)
        flushLog()
    }

    /// Lets each connection finish what it has begun.
    func drain() {
        isDraining = true
        let now = Clock.now()
        for connection in connections.values { connection.drain(now) }
    }

    // MARK: - Log

    /// Adds a line to the log, which is handed over at the next tick, or when it is long.
    func logLine(_ write: (inout JSONOutput) -> Void) {
        write(&log)
        log.raw("\n")
        logCount += 1
        if log.bytes.count > 1 << 15 { flushLog() }
    }

    func flushLog() {
        guard logCount > 0 else { return }
        shared.log.write(log.bytes, count: logCount)
        log.removeAll()
        logCount = 0
    }
}
