/// What an address and a method ask for.
enum Route: Hashable, Sendable {
    case root, live, ready, server
    case model(name: String, version: String?)
    case modelReady(name: String, version: String?)
    case infer(name: String, version: String?)
    case repositoryIndex
    case listModels
    case modelStatus(name: String)
    case predict(name: String)
    case classify(query: String)
    case metrics, openAPI

    /// Whether a body is read.
    var takesBody: Bool {
        switch self {
        case .infer, .predict, .classify, .repositoryIndex: true
        default: false
        }
    }

    /// Whether the answer says no more than that the server is there.
    var isHealth: Bool { self == .live || self == .ready }

    /// The methods that the address knows, as the value of the field `Allow`.
    var allowedMethods: StaticString {
        takesBody ? "Allow: POST, OPTIONS\r\n" : "Allow: GET, HEAD, OPTIONS\r\n"
    }

    /// Reads the target of a request; `nil` if there is no such place.
    init?(target: String) {
        // The absolute form, which proxies send.
        if let scheme = ["http://", "https://"].first(where: target.hasPrefix) {
            let rest = target.dropFirst(scheme.count)
            guard let slash = rest.firstIndex(of: "/") else { return nil }
            self.init(target: String(rest[slash...]))
            return
        }
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var segments: [String] = []
        for segment in parts[0].split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        {
            guard let text = percentDecoded(segment) else { return nil }
            segments.append(text)
        }
        guard parts[0].utf8.first == UInt8(ascii: "/"), segments.count <= 7 else { return nil }
        switch (segments.first, segments.count) {
        case ("", 1): self = .root
        case ("v2", _): self.init(v2: segments.dropFirst())
        case ("v1", _): self.init(v1: segments.dropFirst())
        case ("classify", 1): self = .classify(query: parts.count > 1 ? String(parts[1]) : "")
        case ("metrics", 1): self = .metrics
        case ("openapi.json", 1): self = .openAPI
        default: return nil
        }
    }

    private init?(v2 path: ArraySlice<String>) {
        let path = Array(path)
        switch path {
        case [], [""]: self = .server
        case ["health", "live"]: self = .live
        case ["health", "ready"]: self = .ready
        case ["repository", "index"]: self = .repositoryIndex
        default:
            guard path.count >= 2, path[0] == "models" else { return nil }
            var (version, rest): (String?, ArraySlice<String>) = (nil, path[2...])
            if rest.first == "versions", rest.count >= 2 {
                version = path[3]
                rest = path[4...]
            }
            switch Array(rest) {
            case []: self = .model(name: path[1], version: version)
            case ["ready"]: self = .modelReady(name: path[1], version: version)
            case ["infer"]: self = .infer(name: path[1], version: version)
            default: return nil
            }
        }
    }

    private init?(v1 path: ArraySlice<String>) {
        guard path.first == "models", path.count <= 2 else { return nil }
        guard let name = path.dropFirst().first else {
            self = .listModels
            return
        }
        self =
            name.hasSuffix(":predict")
            ? .predict(name: String(name.dropLast(":predict".count)))
            : .modelStatus(name: name)
    }
}

/// Text with `%XX` replaced; `nil` where that is wrong or no UTF-8.
func percentDecoded(_ text: Substring) -> String? {
    guard text.utf8.contains(UInt8(ascii: "%")) else { return String(text) }
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
        guard byte == UInt8(ascii: "%") else {
            bytes.append(byte)
            continue
        }
        guard let high = rest.popFirst().flatMap(hexadecimalValue),
            let low = rest.popFirst().flatMap(hexadecimalValue)
        else { return nil }
        bytes.append(high << 4 | low)
    }
    return String(validating: bytes, as: UTF8.self)
}

private func hexadecimalValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
}
