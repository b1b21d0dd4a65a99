/// How a server listens, what it allows, and what it serves.
public struct ServerConfiguration: Sendable {
    /// The address or name to listen at.
    public var host = "127.0.0.1"
    /// The port to listen at; 0 lets the system choose.
    public var port = 8000
    /// A file of PEM with the certificate of this server and those that lead to its authority.
    ///
    /// `nil` serves without TLS. It takes a build with the trait `TLS`.
    public var certificate: String?
    /// A file of PEM with the private key of the certificate, without a passphrase.
    public var privateKey: String?
    /// A folder of models; `nil` serves those that come with the package.
    public var models: String?
    /// A page for browsers, as `tools/page` makes it; `nil` shows none.
    public var page: String?
    /// How many threads serve connections.
    public var threads = 1
    /// What requests have to show; `nil` asks for nothing.
    public var token: String?
    /// Whether to listen for strangers without a token.
    public var isInsecure = false
    /// The origins whose pages may call, such as `https://example.org`.
    public var allowedOrigins: [String] = []
    /// The most bytes of a body, as sent and inflated.
    public var maximumBody = 32 << 20
    /// The most bytes of bodies that are held at one time.
    public var maximumBuffered = 256 << 20
    /// The most connections at one time.
    public var maximumConnections = 4096
    /// How many large requests are computed at one time.
    public var maximumInFlight = 1
    /// How many large requests may wait.
    public var queue = 256
    /// How long a body may take to come, and a request to wait, in seconds.
    public var requestTimeout = 30.0
    /// How long the head of a request may take to come, in seconds.
    public var headTimeout = 10.0
    /// How long a connection may be without a request, in seconds.
    public var idleTimeout = 75.0
    /// How long requests may take to finish once the server was told to stop, in seconds.
    public var drainTimeout = 10.0
    /// Whether a line about each request is written to standard error.
    public var logsAccess = false

    /// A configuration for this machine alone.
    public init() {}
}
