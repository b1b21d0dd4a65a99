internal import NIOCore
internal import OpenInference
internal import TensorCore

/// What is answered to which address.
extension ConnectionHandler {
    func respond(to request: Incoming, _ route: Route) {
        let bench = state.bench
        bench.output.removeAll()
        do {
            switch route {
            case .root: welcome(request)
            case .live:
                bench.output.raw("{\"live\":true}")
                reply(Answer())
            case .ready:
                let isReady = !state.isDraining
                bench.output.raw(isReady ? "{\"ready\":true}" : "{\"ready\":false}")
                reply(Answer(isReady ? .ok : .serviceUnavailable))
            case .server:
                bench.output.serverMetadata(version: state.shared.version)
                reply(Answer())
            case .model(let name, let version):
                let model = try state.table.model(name, version: version)
                bench.output.metadata(
                    of: model.contract, versions: state.table.versions(of: name))
                reply(Answer())
            case .modelReady(let name, let version):
                bench.output.readiness(of: try state.table.model(name, version: version).contract)
                reply(Answer())
            case .repositoryIndex:
                bench.output.repositoryIndex(state.table.models.map(\.contract))
                reply(Answer())
            case .listModels:
                bench.output.modelList(state.table.models.map(\.contract.name))
                reply(Answer())
            case .modelStatus(let name):
                bench.output.modelStatus(try state.table.model(name, version: nil).contract)
                reply(Answer())
            case .openAPI:
                bench.output.bytes = PackageResources.openapi_json
                reply(Answer())
            case .metrics: scrape()
            case .infer(let name, let version):
                try infer(request, try state.table.model(name, version: version))
            case .predict(let name):
                try start(.predict, request, try state.table.model(name, version: nil))
            case .classify(let query):
                let query = try PictureQuery(query)
                try start(.classify(query), request, try model(for: query))
            }
        } catch let error {
            reply(Answer(error, into: &bench.output))
        }
    }

    /// The page for browsers if there is one, a word to programs otherwise.
    private func welcome(_ request: Incoming) {
        guard let page = state.shared.page, request.fields.asksForHTML else {
            state.bench.output.raw("{\"status\":\"alive\"}")
            return reply(Answer())
        }
        if request.fields.ifNoneMatch.map(page.isNamed) == true {
            return reply(Answer(.notModified, .page))
        }
        reply(Answer(.ok, .page), body: page.content)
    }

    /// The model for a picture: the one that is named, or the best for photographs of digits.
    private func model(for query: PictureQuery) throws(RequestError) -> ServedModel {
        if let name = query.model { return try state.table.model(name, version: nil) }
        let names = ["mnist-cnn"] + state.table.models.prefix(1).map(\.contract.name)
        for name in names {
            if let model = try? state.table.model(name, version: nil) { return model }
        }
        throw RequestError(.notFound, "the model: expected one, found none")
    }

    private func infer(_ request: Incoming, _ model: ServedModel) throws(RequestError) {
        var length: Int?
        if let text = request.fields.inferenceHeaderLength {
            guard let value = Int(text), value >= 0 else {
                throw RequestError(
                    .invalid,
                    "Inference-Header-Content-Length: expected a whole number, found something "
                        + "else")
            }
            length = value
        }
        try start(.infer(headerLength: length), request, model)
    }

    /// Answers on this loop if that takes less than other connections notice, or on the pool.
    private func start(
        _ kind: InferenceCall.Kind, _ request: Incoming, _ model: ServedModel
    ) throws(RequestError) {
        let call = InferenceCall(
            model: model, kind: kind, body: request.body ?? ByteBuffer(),
            contentEncoding: request.fields.contentEncoding,
            contentType: request.fields.contentType,
            acceptedCoding: request.fields.acceptedCoding,
            limits: CallLimits(body: configuration.maximumBody))
        if call.isSmall {
            reply(state.bench.perform(call))
        } else {
            try hand(call, submitted: Clock.now())
        }
    }

    /// Hands a call to the pool, and goes on when it is answered.
    private func hand(_ call: InferenceCall, submitted: UInt64) throws(RequestError) {
        guard let context else { return }
        phase = .working
        deadline = .max
        let latest = submitted + Self.nanoseconds(configuration.requestTimeout)
        let connection = NIOLoopBound(self, eventLoop: context.eventLoop)
        let loop = context.eventLoop
        let isAdmitted = state.shared.pool.submit { bench in
            let started = Clock.now()
            var answer: Answer
            if started > latest {
                answer = Answer(
                    RequestError(.timedOut, "the server is busy: the request waited too long"),
                    into: &bench.output)
                answer.work = WorkRecord(model: call.model.index)
                answer.work?.failure = .rejected
            } else {
                answer = bench.perform(call)
            }
            answer.work?.queue = started - submitted
            let body = ByteBuffer(bytes: bench.output.bytes)
            loop.execute { [answer] in connection.value.finishWork(answer, body) }
        }
        guard !isAdmitted else { return }
        phase = .receiving
        var answer = Answer(
            RequestError(.unavailable, "the server is busy: too many requests wait"),
            into: &state.bench.output)
        answer.work = WorkRecord(model: call.model.index)
        answer.work?.failure = .rejected
        reply(answer)
    }

    private func finishWork(_ answer: Answer, _ body: ByteBuffer) {
        guard phase == .working else { return }
        phase = .receiving
        reply(answer, body: body)
        resume()
        flush()
    }

    // MARK: - Metrics

    /// Adds up what all loops have counted.
    private func scrape() {
        guard let context else { return }
        phase = .working
        deadline = .max
        let connection = NIOLoopBound(self, eventLoop: context.eventLoop)
        let futures = state.shared.allLoops.map { handle in
            handle.loop.submit { handle.state.value.counters }
        }
        EventLoopFuture.whenAllSucceed(futures, on: context.eventLoop).whenSuccess { all in
            connection.value.finishScrape(all.reduce(into: LoopCounters()) { $0 += $1 })
        }
    }

    private func finishScrape(_ counters: LoopCounters) {
        guard phase == .working else { return }
        let shared = state.shared
        let text = PrometheusText(
            counters, models: state.table.models.map(\.contract),
            indices: state.table.models.map(\.index),
            ServerFigures(
                version: shared.version, kernels: KernelVariant.active.name,
                isDraining: state.isDraining, reloadFailures: shared.repository.failureCount,
                droppedLines: shared.log.droppedCount, pending: shared.pool.pending,
                process: ProcessFigures(started: shared.started)))
        phase = .receiving
        state.bench.output.removeAll()
        state.bench.output.plain(text.text)
        reply(Answer(.ok, .metrics))
        resume()
        flush()
    }
}

extension Route {
    /// The model that an address names.
    var modelName: String? {
        switch self {
        case .model(let name, _), .modelReady(let name, _), .infer(let name, _),
            .modelStatus(let name), .predict(let name):
            name
        default: nil
        }
    }
}

extension InferenceCall {
    /// How many multiply-adds an event loop takes over, some 200 µs with zeros passed over.
    private static let smallWork = 50_000_000
    /// How many bytes of JSON it reads, some 100 µs.
    private static let smallText = 1 << 16

    /// Whether the call takes so little time that handing it over is not worth it.
    var isSmall: Bool {
        guard contentEncoding == nil, model.isAtHand else { return false }
        let count = body.readableBytes
        switch kind {
        case .classify: return false
        case .predict: return isSmall(images: count / (2 * model.contract.imageSize) + 1, count)
        case .infer(let headerLength):
            guard let headerLength else {
                return isSmall(images: count / (2 * model.contract.imageSize) + 1, count)
            }
            return isSmall(images: count / model.contract.imageSize + 1, headerLength)
        }
    }

    private func isSmall(images: Int, _ textCount: Int) -> Bool {
        textCount <= Self.smallText && images <= Self.smallWork / model.multiplyAdds + 1
    }
}
