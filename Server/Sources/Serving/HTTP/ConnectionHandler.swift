internal import NIOCore
internal import NIOHTTP1
internal import OpenInference

/// One connection: a request after the other, answered in their order.
///
/// While a request is computed elsewhere no more is read, so that what waits here is what had already
/// arrived. Everything happens on the connection's event loop.
final class ConnectionHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    let state: LoopState
    var phase = Phase.waiting
    var incoming: Incoming?
    /// When the connection is given up, in nanoseconds of ``Clock/now()``.
    var deadline: UInt64
    /// Parts of requests that came while another was computed.
    private var backlog = CircularBuffer<HTTPServerRequestPart>()
    private var readIsHeld = false
    private var hasUnflushed = false
    private var inputIsClosed = false
    private var hasEndedOutput = false
    private var isRunning = false
    /// The target that was looked up last: clients ask for the same over and over.
    private var lastRoute: (target: String, route: Route?)?
    /// Set while the handler is in a pipeline.
    private(set) var context: ChannelHandlerContext?

    /// What the connection is doing.
    enum Phase {
        /// It waits for a request, or for more of its head.
        case waiting
        /// The body of a request is coming.
        case receiving
        /// The request is computed by another thread.
        case working
        /// The last answer has been sent; what still comes is thrown away.
        case closing
    }

    init(_ state: LoopState) {
        self.state = state
        deadline = Clock.now() + Self.nanoseconds(state.shared.configuration.headTimeout)
    }

    static func nanoseconds(_ seconds: Double) -> UInt64 { UInt64(seconds * 1e9) }

    var configuration: ServerConfiguration { state.shared.configuration }

    // MARK: - The life of a connection

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        state.add(self)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        state.remove(self)
        state.shared.releaseConnection()
        releaseBody()
    }

    func channelInactive(context: ChannelHandlerContext) {
        if phase == .working, let incoming { countCanceled(incoming) }
        phase = .closing
        backlog.removeAll()
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case .some(ChannelEvent.inputClosed) = event as? ChannelEvent else {
            return context.fireUserInboundEventTriggered(event)
        }
        inputIsClosed = true
        switch phase {
        case .waiting where backlog.isEmpty, .receiving: closeAfterSending()
        // What was sent last is still on its way, or the output has ended.
        case .closing where hasEndedOutput: context.close(promise: nil)
        default: break
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard phase != .closing else { return }
        guard error is HTTPParserError else { return context.close(promise: nil) }
        guard phase != .working else {
            // What was asked before the damage is answered first.
            inputIsClosed = true
            return
        }
        refuseDamage(isTooLarge: (error as? HTTPParserError) == .headerOverflow)
    }

    /// Gives up: nothing came in time.
    func timeOut() {
        guard let context else { return }
        if phase == .receiving {
            answerAtOnce(.requestTimeout, "the body: expected all of it in time, found a part")
        } else {
            context.close(promise: nil)
        }
    }

    /// Leaves as soon as the request at hand is answered.
    ///
    /// An idle connection waits for a second for a request that is on its way: the client would not
    /// know whether one that found the connection closed was read.
    func drain(_ now: UInt64) {
        guard phase == .waiting else { return }
        deadline = min(deadline, now + 1_000_000_000)
    }

    // MARK: - Reading

    func read(context: ChannelHandlerContext) {
        if phase == .working || !context.channel.isWritable {
            readIsHeld = true
        } else {
            context.read()
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        resumeReading()
        context.fireChannelWritabilityChanged()
    }

    private func resumeReading() {
        guard readIsHeld, phase != .working, let context, context.channel.isWritable else { return }
        readIsHeld = false
        context.read()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        if phase == .working {
            backlog.append(part)
        } else {
            handle(part)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        flush()
        context.fireChannelReadComplete()
    }

    private func handle(_ part: HTTPServerRequestPart) {
        guard phase != .closing else { return }
        switch part {
        case .head(let head): begin(head)
        case .body(let bytes): receive(bytes)
        case .end: finishReceiving()
        }
    }

    /// Goes on with what came while a request was computed.
    func resume() {
        guard !isRunning else { return }
        isRunning = true
        while phase != .working, let part = backlog.popFirst() { handle(part) }
        isRunning = false
        guard phase != .working else { return }
        if inputIsClosed, phase != .closing { return closeAfterSending() }
        resumeReading()
    }

    /// The place that a target means.
    func route(of target: String) -> Route? {
        if let lastRoute, lastRoute.target == target { return lastRoute.route }
        let route = Route(target: target)
        if target.utf8.count < 256 { lastRoute = (target, route) }
        return route
    }

    // MARK: - Writing

    func send(_ buffer: ByteBuffer) {
        guard let context else { return }
        state.counters.sentBytes += UInt64(buffer.readableBytes)
        context.write(wrapOutboundOut(buffer), promise: nil)
        hasUnflushed = true
    }

    func flush() {
        guard hasUnflushed, let context else { return }
        hasUnflushed = false
        context.flush()
    }

    /// Ends the connection after what was sent.
    ///
    /// First this side ends, then, when the other side has read it, the whole. Otherwise bytes that nobody reads would take the answer with them.
    func closeAfterSending() {
        phase = .closing
        backlog.removeAll()
        guard let context else { return }
        // Sent when all before it has been: a client may take its time to read a long answer.
        let promise = context.eventLoop.makePromise(of: Void.self)
        let connection = NIOLoopBound(self, eventLoop: context.eventLoop)
        promise.futureResult.whenComplete { _ in connection.value.endOutput() }
        hasUnflushed = false
        context.writeAndFlush(wrapOutboundOut(ByteBuffer()), promise: promise)
    }

    private func endOutput() {
        guard let context else { return }
        hasEndedOutput = true
        deadline = Clock.now() + 2_000_000_000
        if inputIsClosed {
            context.close(promise: nil)
        } else {
            context.close(mode: .output, promise: nil)
        }
    }
}
