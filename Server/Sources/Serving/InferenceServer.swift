internal import ImageClassification
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import Synchronization

/// A server of models over HTTP: the Open Inference Protocol and what stands beside it.
///
/// ```swift
/// let server = try InferenceServer.start(ServerConfiguration())
/// print("listening on http://127.0.0.1:\(server.port)")
/// server.stop()
/// ```
public final class InferenceServer: Sendable {
    /// The version of the package.
    public static let version = SwiftMNIST.version

    /// The address that is listened at.
    public let host: String
    /// The port that is listened at.
    public let port: Int
    private let shared: SharedState
    private let group: MultiThreadedEventLoopGroup
    private let listener: any Channel
    /// The thread that looks for changed models.
    private let watcher = NIOThreadPool(numberOfThreads: 1)
    private let isStopping = Atomic(false)

    private init(
        _ host: String, _ port: Int, _ shared: SharedState, _ group: MultiThreadedEventLoopGroup,
        _ listener: any Channel
    ) {
        self.host = host
        self.port = port
        self.shared = shared
        self.group = group
        self.listener = listener
    }

    /// Reads the models and listens.
    ///
    /// - Throws: ``ServerError``.
    public static func start(_ configuration: ServerConfiguration) throws -> InferenceServer {
        guard
            configuration.token != nil || configuration.isInsecure
                || AccessControl.isLoopback(configuration.host)
        else { throw ServerError.tokenMissing(host: configuration.host) }
        let security = try TransportSecurity(configuration)
        let page = try configuration.page.map(ServedPage.init)
        let shared = SharedState(
            configuration, try ModelRepository(folder: configuration.models), page,
            version: version)
        let group = MultiThreadedEventLoopGroup(numberOfThreads: configuration.threads)
        try shared.start(on: group)
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelOption(.maxMessagesPerRead, value: 4)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try prepare(channel, shared, security) }
            }
        let listener: any Channel
        do {
            listener = try bootstrap.bind(host: configuration.host, port: configuration.port).wait()
        } catch {
            try? group.syncShutdownGracefully()
            throw ServerError.cannotListen(
                host: configuration.host, port: configuration.port, reason: "\(error)")
        }
        let server = InferenceServer(
            configuration.host, listener.localAddress?.port ?? configuration.port, shared, group,
            listener)
        server.watchModels()
        return server
    }

    /// Puts a connection's handlers together: TLS if there is any, parsing, and everything else.
    private static func prepare(
        _ channel: any Channel, _ shared: SharedState, _ security: TransportSecurity?
    ) throws {
        guard shared.admitConnection() else { throw ChannelError.alreadyClosed }
        guard let state = shared.state(of: channel.eventLoop) else {
            preconditionFailure("every event loop has a state")
        }
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = 16 << 10
        limits.maxHeaderListSize = 64 << 10
        limits.maxHeaderFieldCount = 100
        let decoder = HTTPRequestDecoder(
            leftOverBytesStrategy: .dropBytes, limitConfiguration: limits)
        try security?.secure(channel)
        try channel.pipeline.syncOperations.addHandlers([
            ByteToMessageHandler(decoder), ConnectionHandler(state),
        ])
    }

    /// Looks for changed models every second, on a thread that has nothing else to do.
    private func watchModels() {
        guard shared.configuration.models != nil else { return }
        let (shared, watcher, loop) = (shared, watcher, group.next())
        watcher.start()
        loop.scheduleRepeatedAsyncTask(
            initialDelay: .seconds(1), delay: .seconds(1)
        ) { _ in
            watcher.runIfActive(eventLoop: loop) {
                if let table = shared.repository.refresh(log: { shared.log.event($0) }) {
                    shared.publish(table)
                }
            }
        }
    }

    /// Stops: takes no new connection, finishes what has begun, and returns when that is done, or
    /// when the limit of the configuration has passed.
    ///
    /// - Returns: Whether everything was finished.
    @discardableResult
    public func stop() -> Bool {
        guard !isStopping.exchange(true, ordering: .relaxed) else { return true }
        for handle in shared.allLoops {
            try? handle.loop.submit { handle.state.value.drain() }.wait()
        }
        try? listener.close().wait()
        let limit = Clock.now() + ConnectionHandler.nanoseconds(shared.configuration.drainTimeout)
        while shared.openConnections > 0, Clock.now() < limit { Clock.pause() }
        let isFinished = shared.openConnections == 0
        for handle in shared.allLoops {
            try? handle.loop.submit { handle.state.value.flushLog() }.wait()
        }
        shared.pool.stop()
        shared.log.stop()
        watcher.shutdownGracefully { _ in }
        group.shutdownGracefully { _ in }
        return isFinished
    }
}
