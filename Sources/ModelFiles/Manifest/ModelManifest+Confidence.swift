internal import Datasets
package import StrictJSON

extension ModelManifest {
    /// A second network over the same images, with the same normalization, that tells those which
    /// belong to none of the classes.
    public struct Rejection: Hashable, Sendable {
        /// Its layers, which give one number for an image.
        public var layers: [ManifestLayer]
        /// An image whose number is greater belongs to none of the classes.
        public var threshold: Double
        /// How it was trained and how the threshold was chosen, in words.
        public var description: String?
    }

    /// The temperature by which logits were divided so that probabilities can be believed.
    ///
    /// It is told for information: the weights of the last layer have been divided by it.
    public struct Calibration: Hashable, Sendable {
        /// The temperature, greater than 0.
        public var temperature: Double
        /// How it was found, in words.
        public var description: String?
    }

    /// Scores of images that the network was not trained on, from which prediction sets follow.
    public struct Conformal: Hashable, Sendable {
        /// The name of the tensor of scores.
        public var scores: String
        /// Which images they are of, in words.
        public var description: String?
    }

    /// What an image of none of the classes is called.
    package var rejectedName: String {
        dataset == .mnist ? "not a digit" : "none of the classes"
    }

    /// The names of all tensors that the manifest uses.
    package var tensorNames: [String] {
        layers.flatMap(\.tensorNames) + (rejection?.layers.flatMap(\.tensorNames) ?? [])
            + (conformal.map { [$0.scores] } ?? [])
    }
}

extension ModelManifest.Rejection {
    init(_ object: ManifestObject) throws(ManifestError) {
        var object = object
        do {
            layers = try object.layers()
        } catch {
            throw ManifestError(reason: "rejection: \(error.reason)")
        }
        threshold = try object.number("threshold")
        description = try object.optionalString("description")
        try object.finish()
    }

    package var json: JSONValue {
        .object(
            [
                .init("layers", .array(layers.map(\.json))), .init("threshold", .double(threshold)),
            ] + .optional("description", description))
    }
}

extension ModelManifest.Calibration {
    init(_ object: ManifestObject) throws(ManifestError) {
        var object = object
        temperature = try object.number("temperature")
        guard temperature > 0 else {
            throw ManifestError(
                reason: "\(object.place("temperature")): expected more than 0, found \(temperature)"
            )
        }
        description = try object.optionalString("description")
        try object.finish()
    }

    package var json: JSONValue {
        .object(
            [.init("temperature", .double(temperature))] + .optional("description", description))
    }
}

extension ModelManifest.Conformal {
    init(_ object: ManifestObject) throws(ManifestError) {
        var object = object
        scores = try object.string("scores")
        description = try object.optionalString("description")
        try object.finish()
    }

    package var json: JSONValue {
        .object([.init("scores", .string(scores))] + .optional("description", description))
    }
}
