internal import FileIO
internal import StrictJSON

/// An object of the manifest while its members are taken out one by one.
package struct ManifestObject {
    let name: String
    /// Whether keys may be left out that a manifest has to have: people write architecture files.
    let forgives: Bool
    private var members: [JSONValue.Member]

    init(_ value: JSONValue, name: String, forgives: Bool = false) throws(ManifestError) {
        guard case .object(let members) = value else {
            throw ManifestError(reason: "\(name): expected an object, found \(value.kind)")
        }
        self.name = name
        self.forgives = forgives
        self.members = members
    }

    /// Refuses what nobody asked for: a misspelled key must not be ignored in silence.
    func finish() throws(ManifestError) {
        if case .string(let question)? = members.first(where: { $0.key == "question" })?.value {
            throw ManifestError(
                reason: "\(name) asks: \(displayName(question, maximumLength: 200)) Answer it, and "
                    + "take the key question away")
        }
        guard let extra = members.first else { return }
        throw ManifestError(reason: "\(name): unknown key \(displayName(extra.key))")
    }

    private mutating func take(_ key: String) -> JSONValue? {
        guard let index = members.firstIndex(where: { $0.key == key }) else { return nil }
        return members.remove(at: index).value
    }

    private mutating func require(_ key: String) throws(ManifestError) -> JSONValue {
        guard let value = take(key) else {
            throw ManifestError(reason: "\(name): key \(key) is missing")
        }
        return value
    }

    private func mismatch(_ key: String, _ expected: String, _ found: JSONValue) -> ManifestError {
        ManifestError(reason: "\(place(key)): expected \(expected), found \(found.kind)")
    }

    /// What errors call a key: `the manifest.input`, or `layer 1, stride`.
    func place(_ key: String) -> String {
        name.hasPrefix("layer ") ? "\(name), \(key)" : "\(name).\(key)"
    }

    func value(_ key: String) -> JSONValue? { members.first { $0.key == key }?.value }

    mutating func string(_ key: String) throws(ManifestError) -> String {
        let value = try require(key)
        guard case .string(let text) = value else { throw mismatch(key, "a string", value) }
        return text
    }

    mutating func optionalString(_ key: String) throws(ManifestError) -> String? {
        guard let value = take(key) else { return nil }
        guard case .string(let text) = value else { throw mismatch(key, "a string", value) }
        return text
    }

    mutating func integer(_ key: String) throws(ManifestError) -> Int {
        let value = try require(key)
        guard case .integer(let number) = value else {
            throw mismatch(key, "a whole number", value)
        }
        return number
    }

    mutating func number(_ key: String) throws(ManifestError) -> Double {
        let value = try require(key)
        switch value {
        case .integer(let number): return Double(number)
        case .double(let number): return number
        default: throw mismatch(key, "a number", value)
        }
    }

    mutating func bool(_ key: String) throws(ManifestError) -> Bool {
        let value = try require(key)
        guard case .bool(let flag) = value else { throw mismatch(key, "true or false", value) }
        return flag
    }

    /// True or false; false if the key is left out.
    mutating func flag(_ key: String) throws(ManifestError) -> Bool {
        holds(key) ? try bool(key) : false
    }

    /// An array of whole numbers, as many as `count`.
    mutating func integers(_ key: String, count: Int) throws(ManifestError) -> [Int] {
        let value = try require(key)
        guard case .array(let elements) = value, elements.count == count else {
            throw mismatch(key, "an array of \(count) whole numbers", value)
        }
        return try elements.map { (element) throws(ManifestError) in
            guard case .integer(let number) = element else {
                throw mismatch(key, "whole numbers only", element)
            }
            return number
        }
    }

    mutating func strings(_ key: String) throws(ManifestError) -> [String] {
        try array(key).map { (element) throws(ManifestError) in
            guard case .string(let text) = element else {
                throw ManifestError(reason: "\(key): expected strings, found \(element.kind)")
            }
            return text
        }
    }

    mutating func layers() throws(ManifestError) -> [ManifestLayer] {
        let layers = try array("layers").enumerated().map {
            (index, layer) throws(ManifestError) in
            try ManifestLayer(ManifestObject(layer, name: "layer \(index + 1)", forgives: forgives))
        }
        _ = try layers.connections()
        return layers
    }

    func holds(_ key: String) -> Bool { members.contains { $0.key == key } }

    func isObject(_ key: String) -> Bool {
        members.first { $0.key == key }.map { $0.value.kind == .object } ?? false
    }

    mutating func object(_ key: String) throws(ManifestError) -> ManifestObject {
        try ManifestObject(try require(key), name: place(key), forgives: forgives)
    }

    /// What a key's object says; `nil` if the key is left out.
    mutating func optional<Value>(
        _ key: String, _ read: (ManifestObject) throws(ManifestError) -> Value
    ) throws(ManifestError) -> Value? {
        holds(key) ? try read(try object(key)) : nil
    }

    mutating func array(_ key: String) throws(ManifestError) -> [JSONValue] {
        let value = try require(key)
        guard case .array(let elements) = value else { throw mismatch(key, "an array", value) }
        return elements
    }

    mutating func choice<Choice: RawRepresentable & CaseIterable>(
        _ key: String
    ) throws(ManifestError) -> Choice where Choice.RawValue == String {
        let text = try string(key)
        guard let choice = Choice(rawValue: text) else {
            let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw ManifestError(
                reason: "\(place(key)): expected one of \(known), found \(displayName(text))")
        }
        return choice
    }
}
