internal import NIOCore
internal import OpenInference

/// How an answer goes out.
extension ConnectionHandler {
    /// Sends an answer whose body is in the loop's workbench.
    func reply(_ answer: Answer) {
        guard let context, let request = incoming else { return }
        let body = state.bench.output.bytes
        var buffer = context.channel.allocator.buffer(capacity: 640 + body.count)
        writeHead(answer, bodyCount: body.count, request, into: &buffer)
        if !request.isHead, answer.status.hasBody { buffer.writeBytes(body) }
        finish(answer, request, bodyCount: body.count)
        send(buffer)
        afterSending(request)
    }

    /// Sends an answer whose body was made before.
    func reply(_ answer: Answer, body: ByteBuffer) {
        guard let context, let request = incoming else { return }
        var buffer = context.channel.allocator.buffer(capacity: 640)
        writeHead(answer, bodyCount: body.readableBytes, request, into: &buffer)
        finish(answer, request, bodyCount: body.readableBytes)
        send(buffer)
        if !request.isHead { send(body) }
        afterSending(request)
    }

    private func writeHead(
        _ answer: Answer, bodyCount: Int, _ request: Incoming, into buffer: inout ByteBuffer
    ) {
        ResponseHead(
            answer: answer, page: answer.contentType == .page ? state.shared.page : nil,
            bodyCount: bodyCount, closes: request.closes || state.isDraining,
            origin: request.fields.origin.flatMap { state.shared.access.named($0) },
            traceparent: request.fields.traceparent
        ).write(into: &buffer, date: state.date)
    }

    /// Counts an answer, and writes it into the log.
    private func finish(_ answer: Answer, _ request: Incoming, bodyCount: Int) {
        let now = Clock.now()
        state.counters.count(request.route?.label ?? .none, answer.status)
        if let work = answer.work { state.counters.count(work, duration: now - request.start) }
        deadline = now + Self.nanoseconds(configuration.idleTimeout)
        guard configuration.logsAccess else { return }
        let address = context?.channel.remoteAddress
        let remote = "\(address?.ipAddress ?? "-"):\(address?.port ?? 0)"
        state.logLine { line in
            line.raw("{\"time\":")
            line.string(LogWriter.time(Clock.wall()))
            line.raw(",\"remote\":")
            line.string(remote)
            line.raw(",\"method\":")
            line.string(String(request.method.prefix(32)))
            line.raw(",\"path\":")
            line.string(String(request.target.prefix(512)))
            line.raw(",\"status\":")
            line.integer(answer.status.rawValue)
            if let model = answer.model {
                line.raw(",\"model\":")
                line.string(model)
            }
            if let id = request.fields.requestID ?? answer.requestID {
                line.raw(",\"request_id\":")
                line.string(String(id.prefix(128)))
            }
            line.raw(",\"bytes_in\":")
            line.integer(request.bodyCount)
            line.raw(",\"bytes_out\":")
            line.integer(bodyCount)
            line.raw(",\"images\":")
            line.integer(answer.work?.images ?? 0)
            line.raw(",\"seconds\":")
            line.number(Float(now - request.start) / 1e9)
            if let traceparent = request.fields.traceparent {
                line.raw(",\"traceparent\":")
                line.string(traceparent)
            }
            line.raw("}")
        }
    }

    private func afterSending(_ request: Incoming) {
        releaseBody()
        incoming = nil
        if request.closes || state.isDraining {
            closeAfterSending()
        } else {
            phase = .waiting
        }
    }

    /// Counts a request whose client has gone.
    func countCanceled(_ request: Incoming) {
        guard let route = request.route, let name = route.modelName,
            let model = try? state.table.model(name, version: nil)
        else { return }
        var work = WorkRecord(model: model.index)
        work.failure = .canceled
        state.counters.count(work, duration: 0)
    }
}
