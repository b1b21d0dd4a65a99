/// Who may come in.
struct AccessControl: Sendable {
    private let token: [UInt8]?
    private let origins: Set<String>
    /// Whether only names of this machine may stand in `Host`, since any page of the web can make a
    /// browser call 127.0.0.1 under a name of its own.
    private let checksHost: Bool

    init(_ configuration: ServerConfiguration) {
        token = configuration.token.map { Array($0.utf8) }
        origins = Set(configuration.allowedOrigins)
        checksHost = configuration.token == nil && Self.isLoopback(configuration.host)
    }

    /// Whether only this machine reaches an address.
    static func isLoopback(_ host: String) -> Bool {
        host == "localhost" || host == "::1" || host == "[::1]"
            || host.hasPrefix("127.")
                && host.utf8.allSatisfy {
                    $0 == UInt8(ascii: ".")
                        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                }
    }

    /// What is refused, and why; `nil` if the request may come in.
    func refusal(_ fields: RequestFields, _ route: Route?) -> (Status, String)? {
        // Probes cannot keep secrets, and learn nothing but that the server is there.
        if let token, route?.isHealth != true, !Self.matches(fields.authorization, token) {
            return (.unauthorized, "expected a bearer token, found none or another one")
        }
        if checksHost, let host = fields.host, !Self.namesThisMachine(host) {
            return (
                .misdirectedRequest, "Host: expected an address or localhost, found another name"
            )
        }
        if let origin = fields.origin, !isAllowed(origin, host: fields.host) {
            return (.forbidden, "Origin: expected one that is allowed, found another one")
        }
        return nil
    }

    /// The origin to name in an answer.
    func named(_ origin: String?) -> String? {
        origin.flatMap { origins.contains($0) ? $0 : nil }
    }

    private func isAllowed(_ origin: String, host: String?) -> Bool {
        if origins.contains(origin) { return true }
        return host.map { origin == "http://\($0)" || origin == "https://\($0)" } ?? false
    }

    /// Compares with the token in a time that depends on nothing but what was sent.
    private static func matches(_ authorization: String?, _ token: [UInt8]) -> Bool {
        guard let authorization else { return false }
        let bytes = Array(authorization.utf8)
        let scheme = Array("bearer ".utf8)
        guard bytes.count > scheme.count,
            zip(bytes, scheme).allSatisfy({ $0 == $1 || $0 | 0x20 == $1 })
        else { return false }
        let found = bytes[scheme.count...]
        var difference = found.count ^ token.count
        for (index, byte) in found.enumerated() {
            difference |= Int(byte ^ token[index % token.count])
        }
        return difference == 0
    }

    private static func namesThisMachine(_ host: String) -> Bool {
        if host.hasPrefix("[") { return true }
        let name = host.split(separator: ":", omittingEmptySubsequences: false)[0]
        return name == "localhost"
            || name.utf8.allSatisfy {
                $0 == UInt8(ascii: ".") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
            }
    }
}
