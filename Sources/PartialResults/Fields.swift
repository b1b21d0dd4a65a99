internal import FileIO
internal import StrictJSON

/// Typed access to the members of an object of a partial result.
struct Fields {
    /// What errors call the object.
    let name: String
    private let value: JSONValue

    /// Why a member is not what it has to be.
    struct Fault: Error {
        let reason: String
    }

    init(_ value: JSONValue, _ name: String) throws(Fault) {
        (self.value, self.name) = (value, name)
        guard case .object = value else { throw fault("an object", value) }
    }

    private func fault(
        _ expected: String, _ found: JSONValue?, _ key: String? = nil
    ) -> Fault {
        let text = found.map { $0.kind.description } ?? "nothing"
        return Fault(
            reason: "\(key.map { "\(name).\($0)" } ?? name): expected \(expected), found \(text)")
    }

    /// A member; `null` counts as one that is there.
    func member(_ key: String) throws(Fault) -> JSONValue {
        guard let member = value[key] else { throw fault("a value", nil, key) }
        return member
    }

    /// Whether a member is another value than `null`.
    func hasValue(_ key: String) throws(Fault) -> Bool { try member(key) != .null }

    /// A member, or `nil` for `null`.
    func optional(_ key: String) throws(Fault) -> JSONValue? {
        try hasValue(key) ? .some(try member(key)) : .none
    }

    func object(_ key: String) throws(Fault) -> Fields {
        try Fields(try member(key), "\(name).\(key)")
    }

    func string(_ key: String) throws(Fault) -> String {
        let member = try member(key)
        guard case .string(let text) = member else { throw fault("a string", member, key) }
        return text
    }

    func optionalString(_ key: String) throws(Fault) -> String? {
        try hasValue(key) ? try string(key) : nil
    }

    func bool(_ key: String) throws(Fault) -> Bool {
        let member = try member(key)
        guard case .bool(let value) = member else { throw fault("true or false", member, key) }
        return value
    }

    func integer(_ key: String, in range: ClosedRange<Int>) throws(Fault) -> Int {
        try Self.integer(try member(key), in: range, "\(name).\(key)")
    }

    func optionalInteger(_ key: String, in range: ClosedRange<Int>) throws(Fault) -> Int? {
        try hasValue(key) ? try integer(key, in: range) : nil
    }

    static func integer(
        _ value: JSONValue, in range: ClosedRange<Int>, _ name: String
    ) throws(Fault) -> Int {
        guard case .integer(let number) = value, range.contains(number) else {
            let found =
                if case .integer(let number) = value { "\(number)" } else { "\(value.kind)" }
            throw Fault(
                reason:
                    "\(name): expected \(range.lowerBound) to \(range.upperBound), found \(found)")
        }
        return number
    }

    func double(_ key: String, in range: ClosedRange<Double>) throws(Fault) -> Double {
        try Self.double(try member(key), in: range, "\(name).\(key)")
    }

    static func double(
        _ value: JSONValue, in range: ClosedRange<Double>, _ name: String
    ) throws(Fault) -> Double {
        let number: Double? =
            switch value {
            case .integer(let number): Double(number)
            case .double(let number): number
            default: nil
            }
        guard let number, range.contains(number) else {
            throw Fault(
                reason: "\(name): expected a number of \(range.lowerBound) to \(range.upperBound), "
                    + "found \(number.map { "\($0)" } ?? "\(value.kind)")")
        }
        return number
    }

    func array(_ key: String) throws(Fault) -> [JSONValue] {
        try Self.array(try member(key), "\(name).\(key)")
    }

    static func array(
        _ value: JSONValue, _ name: String, count: Int? = nil
    ) throws(Fault) -> [JSONValue] {
        guard case .array(let elements) = value, count == nil || elements.count == count else {
            throw Fault(
                reason: "\(name): expected an array\(count.map { " of \($0)" } ?? ""), found "
                    + "\(value.kind)")
        }
        return elements
    }

    func strings(_ key: String) throws(Fault) -> [String] {
        try Self.strings(try member(key), "\(name).\(key)")
    }

    static func strings(_ value: JSONValue, _ name: String) throws(Fault) -> [String] {
        var texts: [String] = []
        for element in try array(value, name) {
            guard case .string(let text) = element else {
                throw Fault(reason: "\(name): expected strings, found \(element.kind)")
            }
            texts.append(text)
        }
        return texts
    }

    /// A SHA-256 in hexadecimal.
    func digest(_ key: String) throws(Fault) -> String {
        let text = try string(key)
        guard text.utf8.count == 64,
            text.utf8.allSatisfy({ Array("0123456789abcdef".utf8).contains($0) })
        else {
            throw Fault(
                reason: "\(name).\(key): expected 64 hexadecimal digits, found \(displayName(text))"
            )
        }
        return text
    }
}
