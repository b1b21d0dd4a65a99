internal import Datasets
internal import FileIO
internal import NeuralNetwork
internal import StrictJSON

/// Why a manifest cannot be used; `ModelError.manifest` adds the file.
package struct ManifestError: Error {
    package let reason: String
}

extension ModelManifest {
    /// Reads the JSON text of a manifest; a key that is not documented is an error.
    package init(json text: String) throws(ManifestError) {
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
        layers = try object.layers()
        preparation = try Self.preparation(try object.optionalString("preparation"), input)
        classes = try object.strings("classes")
        let dataset = try object.optionalString("dataset")
        self.dataset = dataset.flatMap(DatasetPreset.init(rawValue:))
        training = try object.optionalString("training")
        license = try object.optionalString("license")
        rejection = try object.optional("rejection", Rejection.init)
        calibration = try object.optional("calibration", Calibration.init)
        conformal = try object.optional("conformal", Conformal.init)
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
            ("preparation", preparation?.rawValue), ("dataset", dataset?.rawValue),
            ("training", training), ("license", license),
        ] {
            if let value { members.append(.init(key, .string(value))) }
        }
        for (key, value) in [
            ("rejection", rejection?.json), ("calibration", calibration?.json),
            ("conformal", conformal?.json),
        ] {
            if let value { members.append(.init(key, value)) }
        }
        return JSONValue.object(members).text()
    }

    static func input(_ object: ManifestObject) throws(ManifestError) -> ImageShape {
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

    private static func preparation(
        _ name: String?, _ input: ImageShape
    ) throws(ManifestError) -> PicturePreparation? {
        guard let name else { return nil }
        guard let preparation = PicturePreparation(rawValue: name) else {
            throw ManifestError(
                reason: "preparation: expected digit or none, found \(displayName(name))")
        }
        guard preparation == .none || input == PicturePreparation.digitShape else {
            throw ManifestError(
                reason: "preparation: expected none for images of \(input), found digit")
        }
        return preparation
    }

    static func normalization(
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
