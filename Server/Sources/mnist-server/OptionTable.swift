/// The options of the command: each is one on the command line and a name in a configuration file.
///
/// A table of our own, since swift-argument-parser brings Foundation, which would be a third of the
/// memory of the server.
enum OptionTable {
    struct Option {
        let name: String
        let kind: Kind
        let help: String
    }

    enum Kind {
        /// Said or not.
        case flag
        /// Said, or denied with `--no-` before the name.
        case negatableFlag
        case text(String)
        case integer(String, ClosedRange<Int>)
        case seconds
        /// May be repeated.
        case list(String)

        /// What stands for the value in the help; `nil` if there is none.
        var placeholder: String? {
            switch self {
            case .flag, .negatableFlag: nil
            case .text(let name), .integer(let name, _), .list(let name): name
            case .seconds: "seconds"
            }
        }
    }

    static let all: [Option] = [
        Option(
            name: "host", kind: .text("address"),
            help: "The address to listen at. (default: 127.0.0.1)"),
        Option(
            name: "port", kind: .integer("port", 0...65_535),
            help: "The port to listen at; 0 lets the system choose. (default: 8000)"),
        Option(
            name: "models", kind: .text("folder"),
            help: """
                A folder of models, NAME.safetensors or NAME/VERSION/FILE, which is looked at every \
                second. (default: the bundled models)
                """),
        Option(
            name: "page", kind: .text("file"),
            help: """
                A page that browsers get at GET /, as tools/page makes it. Read once, at the start. \
                (default: the environment variable MNIST_SERVER_PAGE)
                """),
        Option(
            name: "threads", kind: .integer("n", 1...256),
            help: "How many threads serve connections. (default: the number of processors)"),
        Option(
            name: "token-file", kind: .text("file"),
            help: """
                A file whose first line is the token that requests have to show as 'Authorization: \
                Bearer TOKEN'. (default: the environment variable MNIST_SERVER_TOKEN)
                """),
        Option(
            name: "tls-certificate", kind: .text("file"),
            help: """
                A file of PEM with the certificate of this server, then those between it and its \
                authority; serves HTTPS instead of HTTP. Read once, at the start.
                """),
        Option(
            name: "tls-key", kind: .text("file"),
            help: "A file of PEM with the private key of the certificate, without a passphrase."),
        Option(
            name: "insecure", kind: .flag,
            help: "Listen for others than this machine without a token."),
        Option(
            name: "allow-origin", kind: .list("origin"),
            help: """
                A web origin whose pages may call, such as https://example.org; may be repeated.
                """),
        Option(
            name: "max-body", kind: .integer("bytes", 1024...1 << 30),
            help: "The most bytes of a body, as sent and inflated. (default: 33554432)"),
        Option(
            name: "max-connections", kind: .integer("n", 1...1 << 20),
            help: "The most connections at one time. (default: 4096)"),
        Option(
            name: "max-in-flight", kind: .integer("n", 1...256),
            help: """
                How many large requests are computed at one time; small ones are answered by the \
                threads of connections. (default: the number of processors)
                """),
        Option(
            name: "queue", kind: .integer("n", 0...1 << 20),
            help: "How many large requests may wait; others are told to come again. (default: 256)"
        ),
        Option(
            name: "request-timeout", kind: .seconds,
            help: "How long a body may take to come, and a request may wait. (default: 30)"),
        Option(
            name: "idle-timeout", kind: .seconds,
            help: "How long a connection may be idle. (default: 75)"),
        Option(
            name: "drain-timeout", kind: .seconds,
            help: "How long requests may take to finish after SIGTERM. (default: 10)"),
        Option(
            name: "access-log", kind: .negatableFlag,
            help: """
                Write a line of JSON about each request to standard error. (default: \
                --no-access-log)
                """),
    ]

    static let help: String = {
        var text = """
            OVERVIEW: Serve image classifiers of the MNIST kind over HTTP.

            Speaks the Open Inference Protocol, version 2, with binary tensors and classification,
            KServe's version 1, and POST /classify for pictures. Serves the bundled networks,
            or those of a folder. Prints its address when it is ready. SIGTERM and SIGINT let it
            finish what it has begun.

            USAGE: mnist-server [options]

            EXAMPLES
              mnist-server
              mnist-server --models models --port 9000
              MNIST_SERVER_TOKEN=secret mnist-server --host 0.0.0.0

            EXIT STATUS
              0 stopped, 64 wrong usage, 65 a model, certificate or page is damaged, 66 no models,
              71 cannot listen, 75 requests were cut off by --drain-timeout

            OPTIONS

            """
        let more = [
            Option(
                name: "config", kind: .text("file"),
                help: "A file of JSON with these options by their names, such as {\"port\": 9000}."),
            Option(name: "version", kind: .flag, help: "Show the version."),
            Option(name: "help", kind: .flag, help: "Show this help."),
        ]
        for option in all + more {
            let value = option.kind.placeholder.map { " <\($0)>" } ?? ""
            text += "  --\(option.name)\(value)\n" + wrapped(option.help)
        }
        return text
    }()

    /// Text in lines of 80 columns, indented.
    private static func wrapped(_ text: String) -> String {
        var (lines, line) = ("", "         ")
        for word in text.split(separator: " ") {
            if line.count + word.count >= 80 {
                lines += line + "\n"
                line = "         "
            }
            line += " " + word
        }
        return lines + line + "\n"
    }
}
