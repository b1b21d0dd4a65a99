internal import NeuralNetwork
internal import StrictJSON

/// Why a manifest cannot be used; `ModelError.manifest` adds the file.
struct ManifestError: Error {
    let reason: String
}

extension ModelManifest {
    /// Reads the JSON text of a manifest; a key that is not documented is an error.
    init(json text: String) throws(ManifestError) {
        let value: JSONValue
        do {
            value = try JSONValue.parse(Array(text.utf8))
        } catch {
            throw ManifestError(reason: error.description)
        }
        var object = try ManifestObject(value, name: "the manifest")
        let version = try object.integer("version")
        guard version == Self.version else {
            throw ManifestError(reason: "version is \(version); expected \(Self.version)")
        }
        name = try object.string("name")
        input = try Self.input(try object.object("input"))
        normalization = try Self.normalization(try object.object("normalization"))
        layers = try object.array("layers").enumerated().map {
            (index, layer) throws(ManifestError) in
            try ManifestLayer(ManifestObject(layer, name: "layers[\(index)]"))
        }
        classes = try object.array("classes").map { (element) throws(ManifestError) in
            guard case .string(let name) = element else {
                throw ManifestError(reason: "classes: expected strings, found \(element.kind)")
            }
            return name
        }
        let dataset = try object.optionalString("dataset")
        self.dataset = dataset.flatMap(DatasetPreset.init(rawValue:))
        training = try object.optionalString("training")
        license = try object.optionalString("license")
        try object.finish()
    }

    /// The JSON text of the manifest, on one line.
    package var json: String {
        var members: [JSONValue.Member] = [
            .init("version", .integer(Self.version)),
            .init("name", .string(name)),
            .init(
                "input",
                [
                    "height": .integer(input.height), "width": .integer(input.width),
                    "channels": .integer(input.channels),
                ]),
            .init(
                "normalization",
                [
                    "scale": .double(normalization.scale), "mean": .double(normalization.mean),
                    "std": .double(normalization.std),
                ]),
            .init("layers", .array(layers.map(\.json))),
            .init("classes", .array(classes.map { .string($0) })),
        ]
        for (key, value) in [
            ("dataset", dataset?.rawValue), ("training", training), ("license", license),
        ] {
            if let value { members.append(.init(key, .string(value))) }
        }
        return JSONValue.object(members).text()
    }

    private static func input(_ object: ManifestObject) throws(ManifestError) -> ImageShape {
        var object = object
        let extents = [
            try object.integer("height"), try object.integer("width"),
            try object.integer("channels"),
        ]
        try object.finish()
        // The bound keeps the product of all three far from overflow.
        guard extents.allSatisfy({ (1...65_536).contains($0) }) else {
            throw ManifestError(
                reason: "input: expected extents of 1 to 65536, found \(extents)")
        }
        return ImageShape(height: extents[0], width: extents[1], channels: extents[2])
    }

    private static func normalization(
        _ object: ManifestObject
    ) throws(ManifestError) -> InputNormalization {
        var object = object
        let scale = try object.number("scale")
        let mean = try object.number("mean")
        let std = try object.number("std")
        try object.finish()
        do {
            return try InputNormalization(scale: scale, mean: mean, std: std)
        } catch {
            throw ManifestError(reason: error.description)
        }
    }
}

extension ManifestLayer {
    fileprivate init(_ object: ManifestObject) throws(ManifestError) {
        var object = object
        let type = try object.string("type")
        guard type == "dense" else {
            throw ManifestError(
                reason: "\(object.name): unknown type \(displayName(type)); expected dense")
        }
        self = .dense(
            weight: try object.string("weight"),
            bias: try object.optionalString("bias"),
            order: try object.choice("order"), activation: try object.choice("activation"))
        try object.finish()
    }

    fileprivate var json: JSONValue {
        switch self {
        case .dense(let weight, let bias, let order, let activation):
            var members: [JSONValue.Member] = [
                .init("type", "dense"), .init("weight", .string(weight)),
            ]
            if let bias { members.append(.init("bias", .string(bias))) }
            members.append(.init("order", .string(order.rawValue)))
            members.append(.init("activation", .string(activation.rawValue)))
            return .object(members)
        }
    }
}

/// An object of the manifest while its members are taken out one by one.
private struct ManifestObject {
    let name: String
    private var members: [JSONValue.Member]

    init(_ value: JSONValue, name: String) throws(ManifestError) {
        guard case .object(let members) = value else {
            throw ManifestError(reason: "\(name): expected an object, found \(value.kind)")
        }
        self.name = name
        self.members = members
    }

    /// Refuses what nobody asked for: a misspelled key must not be ignored in silence.
    func finish() throws(ManifestError) {
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
        ManifestError(reason: "\(name).\(key): expected \(expected), found \(found.kind)")
    }

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

    mutating func object(_ key: String) throws(ManifestError) -> ManifestObject {
        try ManifestObject(try require(key), name: "\(name).\(key)")
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
                reason: "\(name).\(key): expected one of \(known), found \(displayName(text))")
        }
        return choice
    }
}
