internal import ArgumentParser
internal import StrictJSON

/// Options from a file: a JSON object with the names of options.
struct ConfigurationFile {
    private static let names: Set<String> = [
        "host", "port", "models", "threads", "token-file", "insecure",
        "allow-origin", "max-body", "max-connections", "max-in-flight", "queue",
        "request-timeout", "idle-timeout", "drain-timeout", "access-log",
    ]

    private let path: String
    private let values: JSONValue

    /// No file: every option is missing.
    init() { (path, values) = ("", .object([])) }

    /// Reads a file.
    ///
    /// - Throws: `ValidationError` for another text than an object with known names.
    init(path: String) throws {
        guard let bytes = content(of: path, limit: 1 << 16) else {
            throw ValidationError("\(path): expected a file of at most 65536 bytes, found none")
        }
        do {
            values = try JSONValue.parse(bytes)
        } catch {
            throw ValidationError("\(path): \(error)")
        }
        guard case .object(let members) = values else {
            throw ValidationError("\(path): expected an object, found \(values.kind)")
        }
        if let unknown = members.first(where: { !Self.names.contains($0.key) }) {
            let names = Self.names.sorted().joined(separator: ", ")
            throw ValidationError("\(path): expected names among \(names), found \(unknown.key)")
        }
        self.path = path
    }

    func text(_ name: String) throws -> String? {
        switch values[name] {
        case nil: nil
        case .string(let text): text
        case let value?: throw wrong(name, "a string", value)
        }
    }

    func texts(_ name: String) throws -> [String]? {
        switch values[name] {
        case nil: nil
        case .string(let text): [text]
        case .array(let elements):
            try elements.map { element in
                guard case .string(let text) = element else {
                    throw wrong(name, "strings", element)
                }
                return text
            }
        case let value?: throw wrong(name, "strings", value)
        }
    }

    func integer(_ name: String) throws -> Int? {
        switch values[name] {
        case nil: nil
        case .integer(let value): value
        case let value?: throw wrong(name, "a whole number", value)
        }
    }

    func number(_ name: String) throws -> Double? {
        switch values[name] {
        case nil: nil
        case .integer(let value): Double(value)
        case .double(let value): value
        case let value?: throw wrong(name, "a number", value)
        }
    }

    func truth(_ name: String) throws -> Bool? {
        switch values[name] {
        case nil: nil
        case .bool(let value): value
        case let value?: throw wrong(name, "true or false", value)
        }
    }

    private func wrong(_ name: String, _ expected: String, _ value: JSONValue) -> ValidationError {
        ValidationError("\(path): \(name): expected \(expected), found \(value.kind)")
    }
}
