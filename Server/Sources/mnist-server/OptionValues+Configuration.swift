internal import Serving
internal import StrictJSON

extension OptionValues {
    /// The configuration that the options and the environment make.
    func configuration() throws(UsageError) -> ServerConfiguration {
        var settings = ServerConfiguration()
        settings.host = text("host") ?? settings.host
        settings.port = integer("port") ?? settings.port
        settings.models = text("models")
        settings.page = text("page") ?? environment("MNIST_SERVER_PAGE")
        settings.threads = integer("threads") ?? processorCount
        settings.isInsecure = truth("insecure") ?? false
        settings.allowedOrigins = texts("allow-origin")
        settings.maximumBody = integer("max-body") ?? settings.maximumBody
        settings.maximumBuffered = max(settings.maximumBuffered, 2 * settings.maximumBody)
        settings.maximumConnections = integer("max-connections") ?? settings.maximumConnections
        settings.maximumInFlight = integer("max-in-flight") ?? processorCount
        settings.queue = integer("queue") ?? settings.queue
        settings.requestTimeout = seconds("request-timeout") ?? settings.requestTimeout
        settings.idleTimeout = seconds("idle-timeout") ?? settings.idleTimeout
        settings.drainTimeout = seconds("drain-timeout") ?? settings.drainTimeout
        settings.logsAccess = truth("access-log") ?? false
        settings.token = try token(text("token-file"))
        settings.certificate = text("tls-certificate")
        settings.privateKey = text("tls-key")
        guard (settings.certificate == nil) == (settings.privateKey == nil) else {
            throw UsageError("tls-certificate and tls-key: expected both or none, found one")
        }
        return settings
    }

    private func text(_ name: String) -> String? {
        guard case .string(let text)? = values[name] else { return nil }
        return text
    }

    private func texts(_ name: String) -> [String] {
        guard case .array(let items)? = values[name] else { return [] }
        return items.compactMap { item in
            guard case .string(let text) = item else { return nil }
            return text
        }
    }

    private func integer(_ name: String) -> Int? {
        guard case .integer(let number)? = values[name] else { return nil }
        return number
    }

    private func seconds(_ name: String) -> Double? {
        switch values[name] {
        case .integer(let number): Double(number)
        case .double(let number): number
        default: nil
        }
    }

    private func truth(_ name: String) -> Bool? {
        guard case .bool(let value)? = values[name] else { return nil }
        return value
    }

    /// The first line of a file, or what the environment says.
    ///
    /// Only what a client can send is a token: `b64token` of RFC 6750.
    private func token(_ file: String?) throws(UsageError) -> String? {
        var found = environment("MNIST_SERVER_TOKEN")
        if let file {
            guard let bytes = fileContent(of: file, limit: 4096) else {
                throw UsageError("\(file): expected a file of at most 4096 bytes, found none")
            }
            let line = bytes.prefix { $0 != 0x0A && $0 != 0x0D }
            found = String(validating: line, as: UTF8.self) ?? " "
        }
        guard let token = found else { return nil }
        let body = token.utf8.reversed().drop { $0 == UInt8(ascii: "=") }
        guard !body.isEmpty, body.allSatisfy(Self.isOfToken) else {
            throw UsageError(
                "\(file ?? "MNIST_SERVER_TOKEN"): expected a token of letters, digits and -._~+/, "
                    + "found something else")
        }
        return token
    }

    private static func isOfToken(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "+"), UInt8(ascii: "/"):
            true
        default: false
        }
    }
}
