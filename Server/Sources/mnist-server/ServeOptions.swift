internal import ArgumentParser
internal import Serving

/// The options of the command.
///
/// What is not given comes from the file of `--config`, then from the
/// defaults.
struct ServeOptions: ParsableArguments {
    @Option(help: "The address to listen at. (default: 127.0.0.1)")
    var host: String?

    @Option(help: "The port to listen at; 0 lets the system choose. (default: 8000)")
    var port: Int?

    @Option(
        help: ArgumentHelp(
            """
            A folder of models, NAME.safetensors or NAME/VERSION/FILE, which is looked at every \
            second. (default: the bundled models)
            """, valueName: "folder"))
    var models: String?

    @Option(help: "How many threads serve connections. (default: the number of processors)")
    var threads: Int?

    @Option(
        help: ArgumentHelp(
            """
            A file whose first line is the token that requests have to show as \
            'Authorization: Bearer TOKEN'. (default: the environment variable MNIST_SERVER_TOKEN)
            """, valueName: "file"))
    var tokenFile: String?

    @Flag(help: "Listen for others than this machine without a token.")
    var insecure = false

    @Option(
        help: ArgumentHelp(
            "A web origin whose pages may call, such as https://example.org; may be repeated.",
            valueName: "origin"))
    var allowOrigin: [String] = []

    @Option(help: ArgumentHelp("The most bytes of a body. (default: 33554432)", valueName: "bytes"))
    var maxBody: Int?

    @Option(help: "The most connections at one time. (default: 4096)")
    var maxConnections: Int?

    @Option(
        help: """
            How many large requests are computed at one time; small ones are answered by the \
            threads of connections. (default: the number of processors)
            """)
    var maxInFlight: Int?

    @Option(
        help: "How many large requests may wait; others are told to come again. (default: 256)")
    var queue: Int?

    @Option(
        help: ArgumentHelp(
            "How long a body may take to come, and a request may wait. (default: 30)",
            valueName: "seconds"))
    var requestTimeout: Double?

    @Option(
        help: ArgumentHelp(
            "How long a connection may be idle. (default: 75)", valueName: "seconds"))
    var idleTimeout: Double?

    @Option(
        help: ArgumentHelp(
            "How long requests may take to finish after SIGTERM. (default: 10)",
            valueName: "seconds"))
    var drainTimeout: Double?

    @Flag(
        inversion: .prefixedNo,
        help:
            "Write a line of JSON about each request to standard error. (default: --no-access-log)")
    var accessLog: Bool?

    @Option(
        help: ArgumentHelp(
            "A file of JSON with these options by their names, such as {\"port\": 9000}.",
            valueName: "file"))
    var config: String?

    /// The configuration that the options, the file and the environment make.
    func configuration() throws -> ServerConfiguration {
        let file = try config.map { try ConfigurationFile(path: $0) } ?? ConfigurationFile()
        var settings = ServerConfiguration()
        settings.host = try host ?? file.text("host") ?? settings.host
        settings.port = try checked(
            port ?? file.integer("port") ?? settings.port, "--port", 0...65_535)
        settings.models = try models ?? file.text("models")
        settings.threads = try checked(
            threads ?? file.integer("threads") ?? processorCount, "--threads", 1...256)
        settings.isInsecure = try insecure || file.truth("insecure") ?? false
        settings.allowedOrigins =
            try allowOrigin.isEmpty ? file.texts("allow-origin") ?? [] : allowOrigin
        settings.maximumBody = try checked(
            maxBody ?? file.integer("max-body") ?? settings.maximumBody, "--max-body",
            1024...1 << 30)
        settings.maximumBuffered = max(settings.maximumBuffered, 2 * settings.maximumBody)
        settings.maximumConnections = try checked(
            maxConnections ?? file.integer("max-connections") ?? settings.maximumConnections,
            "--max-connections", 1...1 << 20)
        settings.maximumInFlight = try checked(
            maxInFlight ?? file.integer("max-in-flight") ?? processorCount, "--max-in-flight",
            1...256)
        settings.queue = try checked(
            queue ?? file.integer("queue") ?? settings.queue, "--queue", 0...1 << 20)
        settings.requestTimeout = try seconds(
            requestTimeout ?? file.number("request-timeout") ?? settings.requestTimeout,
            "--request-timeout")
        settings.idleTimeout = try seconds(
            idleTimeout ?? file.number("idle-timeout") ?? settings.idleTimeout, "--idle-timeout")
        settings.drainTimeout = try seconds(
            drainTimeout ?? file.number("drain-timeout") ?? settings.drainTimeout,
            "--drain-timeout")
        settings.logsAccess = try accessLog ?? file.truth("access-log") ?? false
        settings.token = try token(tokenFile ?? file.text("token-file"))
        return settings
    }

    private func checked(_ value: Int, _ name: String, _ range: ClosedRange<Int>) throws -> Int {
        guard range.contains(value) else {
            throw ValidationError(
                "\(name): expected \(range.lowerBound) to \(range.upperBound), found \(value)")
        }
        return value
    }

    private func seconds(_ value: Double, _ name: String) throws -> Double {
        guard value > 0, value <= 86_400 else {
            throw ValidationError(
                "\(name): expected seconds above 0, at most 86400, found \(value)")
        }
        return value
    }

    /// The first line of a file, or the environment's word.
    private func token(_ file: String?) throws -> String? {
        guard let file else { return environment("MNIST_SERVER_TOKEN") }
        guard let bytes = content(of: file, limit: 4096),
            let line = String(validating: bytes, as: UTF8.self)?.split(whereSeparator: \.isNewline)
                .first
        else {
            throw ValidationError("\(file): expected a file with a token, found none")
        }
        return String(line)
    }
}
