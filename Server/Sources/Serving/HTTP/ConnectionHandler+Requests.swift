internal import NIOCore
internal import NIOHTTP1
internal import OpenInference

/// How a request comes in.
extension ConnectionHandler {
    /// Takes the head of a request and decides whether its body is welcome.
    func begin(_ head: HTTPRequestHead) {
        let fields = RequestFields(head.headers)
        let route = route(of: head.uri)
        let now = Clock.now()
        var request = Incoming(
            start: now, method: head.method.rawValue, target: head.uri, route: route,
            fields: fields, isHead: head.method == .HEAD,
            // What follows a request for another protocol is not HTTP.
            closes: !head.isKeepAlive || state.isDraining || fields.asksForUpgrade
                || head.method == .CONNECT)
        request.refusal = refusal(of: head, fields, route)
        incoming = request
        phase = .receiving
        deadline = now + Self.nanoseconds(configuration.requestTimeout)
        let announced = fields.contentLength ?? 0
        if announced > configuration.maximumBody {
            return answerAtOnce(
                .contentTooLarge,
                "the body: expected at most \(configuration.maximumBody) bytes, found "
                    + "\(announced)")
        }
        if let refusal = request.refusal, announced > 0 || fields.isChunked {
            // A body that nobody wants is not waited for.
            return answerAtOnce(refusal.status, refusal.sentence, allow: refusal.allow)
        }
        guard let expect = fields.expect else { return }
        guard expect.lowercased() == "100-continue" else {
            return answerAtOnce(
                .expectationFailed, "Expect: expected 100-continue, found something else")
        }
        if announced > 0 || fields.isChunked, head.version == .http1_1, let context {
            var buffer = context.channel.allocator.buffer(capacity: 32)
            buffer.writeStaticString("HTTP/1.1 100 Continue\r\n\r\n")
            send(buffer)
            flush()
        }
    }

    private func refusal(
        of head: HTTPRequestHead, _ fields: RequestFields, _ route: Route?
    ) -> Incoming.Refusal? {
        if fields.hostCount > 1 || head.version == .http1_1 && fields.hostCount == 0 {
            return .init(
                status: .badRequest, sentence: "Host: expected it once, found \(fields.hostCount)")
        }
        if let (status, sentence) = state.shared.access.refusal(fields, route) {
            return .init(status: status, sentence: sentence)
        }
        guard let route else {
            return .init(
                status: .notFound, sentence: "the address: expected one of those of openapi.json")
        }
        switch head.method {
        case .OPTIONS: return nil
        case .GET, .HEAD:
            if !route.takesBody { return nil }
        case .POST:
            if route.takesBody {
                return fields.contentLength == nil && !fields.isChunked && route != .repositoryIndex
                    ? .init(
                        status: .lengthRequired,
                        sentence: "the body: expected one with its length, found none") : nil
            }
        default: break
        }
        return .init(
            status: .methodNotAllowed, sentence: "the method: expected one that the address knows",
            allow: route.allowedMethods)
    }

    /// Takes a part of the body.
    func receive(_ bytes: ByteBuffer) {
        guard incoming != nil else { return }
        let count = bytes.readableBytes
        incoming?.bodyCount += count
        state.counters.receivedBytes += UInt64(count)
        guard let total = incoming?.bodyCount, total <= configuration.maximumBody else {
            return answerAtOnce(
                .contentTooLarge,
                "the body: expected at most \(configuration.maximumBody) bytes, found more")
        }
        guard incoming?.refusal == nil else { return }
        guard state.shared.admitBytes(count) else {
            state.shared.releaseBytes(count)
            incoming?.bodyCount -= count
            return answerAtOnce(.serviceUnavailable, "the server is busy: too many bodies at once")
        }
        guard var body = incoming?.body else {
            // Made before it is put there: it looks at the request, too.
            let body = bodyBuffer(beginningWith: bytes)
            incoming?.body = body
            return
        }
        // Taken out, so that it is not copied.
        incoming?.body = nil
        body.writeImmutableBuffer(bytes)
        incoming?.body = body
    }

    /// A first part as it came, if no other follows; otherwise with room for what is announced, but for
    /// no more than eight times what is there.
    private func bodyBuffer(beginningWith bytes: ByteBuffer) -> ByteBuffer {
        let count = bytes.readableBytes
        guard let announced = incoming?.fields.contentLength, announced > count, let context else {
            return bytes
        }
        var body = context.channel.allocator.buffer(capacity: min(announced, 8 * count))
        body.writeImmutableBuffer(bytes)
        return body
    }

    /// Gives back what the body was counted as.
    func releaseBody() {
        guard let request = incoming, request.body != nil else { return }
        state.shared.releaseBytes(request.bodyCount)
        incoming?.body = nil
    }

    /// Answers the request, which is there as a whole.
    func finishReceiving() {
        guard let request = incoming else { return }
        if let refusal = request.refusal {
            state.bench.output.removeAll()
            state.bench.output.error(refusal.sentence)
            var answer = Answer(refusal.status)
            answer.allow = refusal.allow
            return reply(answer)
        }
        guard let route = request.route else { return }
        if request.method == "OPTIONS" {
            state.bench.output.removeAll()
            var answer = Answer(.noContent)
            answer.allow = route.allowedMethods
            return reply(answer)
        }
        respond(to: request, route)
    }

    /// Answers before the request has come as a whole, and ends the connection.
    func answerAtOnce(_ status: Status, _ sentence: String, allow: StaticString? = nil) {
        incoming?.closes = true
        state.bench.output.removeAll()
        state.bench.output.error(sentence)
        var answer = Answer(status)
        answer.allow = allow
        reply(answer)
    }

    /// Answers what is no HTTP.
    func refuseDamage(isTooLarge: Bool) {
        if incoming == nil {
            incoming = Incoming(
                start: Clock.now(), method: "-", target: "-", route: nil,
                fields: RequestFields(HTTPHeaders()), isHead: false, closes: true)
        }
        answerAtOnce(
            isTooLarge ? .headerFieldsTooLarge : .badRequest,
            isTooLarge
                ? "the head: expected fields of at most 16 KiB, found more"
                : "the request: expected HTTP/1.1, found something else")
    }
}
