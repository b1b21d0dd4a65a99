/// What one event loop has counted.
///
/// Each loop counts for itself; a scrape adds them up.
struct LoopCounters: Sendable {
    /// Answers by route and status.
    private(set) var answers: [AnswerKey: UInt64] = [:]
    /// By the models' places.
    private(set) var models: [ModelCounters] = []
    var receivedBytes: UInt64 = 0
    var sentBytes: UInt64 = 0
    var connections: UInt64 = 0
    var openConnections: Int = 0
    /// Answers of the most frequent kind, which are not worth a look into the table.
    private var successes: [UInt64] = Array(repeating: 0, count: RouteLabel.allCases.count)

    struct AnswerKey: Hashable, Sendable {
        let route: RouteLabel
        let status: Int
    }

    mutating func count(_ route: RouteLabel, _ status: Status) {
        if status == .ok {
            successes[route.rawValue] += 1
        } else {
            answers[AnswerKey(route: route, status: status.rawValue), default: 0] += 1
        }
    }

    mutating func count(_ work: WorkRecord, duration: UInt64) {
        while models.count <= work.model { models.append(ModelCounters()) }
        models[work.model].count(work, duration: duration)
    }

    /// All answers by route and status, those of success included.
    var allAnswers: [AnswerKey: UInt64] {
        var all = answers
        for route in RouteLabel.allCases where successes[route.rawValue] > 0 {
            all[AnswerKey(route: route, status: 200)] = successes[route.rawValue]
        }
        return all
    }

    static func += (left: inout LoopCounters, right: LoopCounters) {
        left.answers.merge(right.answers, uniquingKeysWith: +)
        while left.models.count < right.models.count { left.models.append(ModelCounters()) }
        for (index, model) in right.models.enumerated() { left.models[index] += model }
        for index in left.successes.indices { left.successes[index] += right.successes[index] }
        left.receivedBytes += right.receivedBytes
        left.sentBytes += right.sentBytes
        left.connections += right.connections
        left.openConnections += right.openConnections
    }
}

/// What was done for one model.
struct ModelCounters: Sendable {
    var successes: UInt64 = 0
    var failures = [UInt64](repeating: 0, count: WorkRecord.Failure.allCases.count)
    var images: UInt64 = 0
    var executions: UInt64 = 0
    var duration: UInt64 = 0
    var queue = Histogram()
    var input = Histogram()
    var infer = Histogram()
    var output = Histogram()

    mutating func count(_ work: WorkRecord, duration: UInt64) {
        if let failure = work.failure {
            failures[failure.rawValue] += 1
            return
        }
        successes += 1
        executions += 1
        images += UInt64(work.images)
        self.duration += duration
        queue.add(work.queue)
        input.add(work.input)
        infer.add(work.infer)
        output.add(work.output)
    }

    static func += (left: inout ModelCounters, right: ModelCounters) {
        left.successes += right.successes
        for index in left.failures.indices { left.failures[index] += right.failures[index] }
        left.images += right.images
        left.executions += right.executions
        left.duration += right.duration
        left.queue += right.queue
        left.input += right.input
        left.infer += right.infer
        left.output += right.output
    }
}

/// What requests are counted under.
enum RouteLabel: Int, CaseIterable, Sendable {
    case none, root, live, ready, server, model, infer, repository, predict, classify, metrics,
        openAPI

    var name: StaticString {
        switch self {
        case .none: "none"
        case .root: "/"
        case .live: "/v2/health/live"
        case .ready: "/v2/health/ready"
        case .server: "/v2"
        case .model: "/v2/models"
        case .infer: "/v2/models/infer"
        case .repository: "/v2/repository/index"
        case .predict: "/v1/models/predict"
        case .classify: "/classify"
        case .metrics: "/metrics"
        case .openAPI: "/openapi.json"
        }
    }
}

extension Route {
    var label: RouteLabel {
        switch self {
        case .root: .root
        case .live: .live
        case .ready: .ready
        case .server: .server
        case .model, .modelReady, .listModels, .modelStatus: .model
        case .infer: .infer
        case .repositoryIndex: .repository
        case .predict: .predict
        case .classify: .classify
        case .metrics: .metrics
        case .openAPI: .openAPI
        }
    }
}
