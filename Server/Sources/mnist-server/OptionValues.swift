internal import Serving
internal import StrictJSON

/// What the command line and the configuration file say: by name, as JSON has it.
struct OptionValues {
    /// What the command is to do.
    enum Task {
        case serve(OptionValues), showHelp, showVersion
    }

    private(set) var values: [String: JSONValue] = [:]

    /// Reads a command line; what it says goes before what the file of `--config` says.
    static func task(of arguments: [String]) throws(UsageError) -> Task {
        var (said, file) = (OptionValues(), OptionValues())
        var rest = arguments[...]
        while let word = rest.popFirst() {
            if word == "--help" || word == "-h" { return .showHelp }
            if word == "--version" { return .showVersion }
            guard word.hasPrefix("--") else {
                throw UsageError("\(word): expected an option, found something else")
            }
            let parts = word.dropFirst(2).split(separator: "=", maxSplits: 1)
            let name = parts.first.map(String.init) ?? ""
            func value() throws(UsageError) -> String {
                if parts.count > 1 { return String(parts[1]) }
                guard let value = rest.popFirst() else {
                    throw UsageError("--\(name): expected a value, found none")
                }
                return value
            }
            if name == "config" {
                file = try OptionValues(path: try value())
            } else {
                try said.read(name, hasValue: parts.count > 1, value)
            }
        }
        said.values.merge(file.values) { said, _ in said }
        return .serve(said)
    }

    private init() {}

    /// Reads a configuration file: an object with the names of options.
    private init(path: String) throws(UsageError) {
        guard let bytes = fileContent(of: path, limit: 1 << 16) else {
            throw UsageError("\(path): expected a file of at most 65536 bytes, found none")
        }
        let object: JSONValue
        do {
            object = try JSONValue.parse(bytes)
        } catch {
            throw UsageError("\(path): \(error)")
        }
        guard case .object(let members) = object else {
            throw UsageError("\(path): expected an object, found \(object.kind)")
        }
        for member in members {
            guard let option = OptionTable.all.first(where: { $0.name == member.key }) else {
                throw Self.unknown("\(path): \(member.key)")
            }
            values[option.name] = try Self.checked(
                member.value, option, called: "\(path): \(option.name)")
        }
    }

    private static func unknown(_ name: String) -> UsageError {
        let names = OptionTable.all.map(\.name).joined(separator: ", ")
        return UsageError("\(name): expected one of \(names), found another name")
    }

    /// Reads an option of the command line.
    private mutating func read(
        _ name: String, hasValue: Bool, _ value: () throws(UsageError) -> String
    ) throws(UsageError) {
        let isDenied = name.hasPrefix("no-")
        let positive = isDenied ? String(name.dropFirst(3)) : name
        guard let option = OptionTable.all.first(where: { $0.name == positive }) else {
            throw Self.unknown("--\(name)")
        }
        switch (option.kind, isDenied, hasValue) {
        case (.flag, false, false): values[positive] = true
        case (.negatableFlag, _, false): values[positive] = .bool(!isDenied)
        case (.flag, _, _), (.negatableFlag, _, _), (_, true, _):
            throw UsageError("--\(name): expected no value, and no- before access-log only")
        case (.text, _, _): values[positive] = .string(try value())
        case (.list, _, _):
            var list: [JSONValue] = []
            if case .array(let before)? = values[positive] { list = before }
            values[positive] = .array(list + [.string(try value())])
        case (.integer, _, _), (.seconds, _, _):
            let text = try value()
            let number = Int(text).map { JSONValue.integer($0) } ?? Double(text).map { .double($0) }
            values[positive] = try Self.checked(
                number ?? .string(text), option, called: "--\(name)")
        }
    }

    /// Checks a value against what the option takes.
    private static func checked(
        _ value: JSONValue, _ option: OptionTable.Option, called name: String
    ) throws(UsageError) -> JSONValue {
        func wrong(_ expected: String) -> UsageError {
            UsageError("\(name): expected \(expected), found \(value.text())")
        }
        switch (option.kind, value) {
        case (.flag, .bool), (.negatableFlag, .bool), (.text, .string): return value
        case (.flag, _), (.negatableFlag, _): throw wrong("true or false")
        case (.text, _): throw wrong("a text")
        case (.integer(_, let range), .integer(let number)) where range.contains(number):
            return value
        case (.integer(_, let range), _):
            throw wrong("a whole number from \(range.lowerBound) to \(range.upperBound)")
        case (.seconds, .integer(let number)) where (1...86_400).contains(number):
            return .double(Double(number))
        case (.seconds, .double(let number)) where number > 0 && number <= 86_400: return value
        case (.seconds, _): throw wrong("seconds above 0, at most 86400")
        case (.list, .string): return .array([value])
        case (.list, .array(let items)):
            for item in items where item.kind != .string { throw wrong("texts") }
            return value
        case (.list, _): throw wrong("texts")
        }
    }
}
