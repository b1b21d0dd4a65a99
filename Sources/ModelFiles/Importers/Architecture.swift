public import Datasets
internal import FileIO
public import NeuralNetwork
internal import StrictJSON

/// The layers of a network, for a weight file whose names and shapes do not tell them: what a
/// manifest would say, in a JSON file of its own.
///
/// The keys are those of ``ModelManifest``, of which only `layers` must be there. The article
/// "Weight files" documents them.
public struct Architecture: Hashable, Sendable {
    /// The path of the file.
    public let source: String
    /// What the model is called, if the file says it.
    public let name: String?
    /// The size of an image, if the file says it.
    public let input: ImageShape?
    /// How a pixel becomes an input, if the file says it.
    public let normalization: InputNormalization?
    /// The layers in the order in which data flows.
    public let layers: [ManifestLayer]
    /// What each output is called, if the file says it.
    public let classes: [String]?
    /// The data set that the model was trained on, if the file names one that is known here.
    public let dataset: DatasetPreset?
    /// The training recipe in words.
    public let training: String?
    /// The licence of the weights.
    public let license: String?

    /// The largest file that is read, 1 MiB.
    public static let byteLimit = 1 << 20

    /// Reads a file.
    ///
    /// - Throws: ``ModelError/unreadable(file:reason:)`` or
    ///   ``ModelError/architecture(file:reason:)``.
    public init(path: String) throws(ModelError) {
        source = path
        let bytes: [UInt8]
        do {
            let file = try InputFile(path: path)
            guard file.size <= Self.byteLimit else {
                throw ModelError.architecture(
                    file: path,
                    reason: "expected at most \(Self.byteLimit) bytes, found \(file.size)")
            }
            bytes = try file.bytes(in: 0..<file.size)
        } catch let error as FileError {
            throw .unreadable(file: path, reason: error.reason)
        } catch let error as ModelError {
            throw error
        } catch {
            throw .unreadable(file: path, reason: "\(error)")
        }
        do {
            var object = try ManifestObject(Self.parse(bytes), name: "the architecture")
            if object.holds("version") {
                let version = try object.integer("version")
                guard version == ModelManifest.version else {
                    throw ManifestError(
                        reason: "version is \(version); expected \(ModelManifest.version)")
                }
            }
            name = try object.optionalString("name")
            input = object.holds("input") ? try ModelManifest.input(object.object("input")) : nil
            normalization =
                object.holds("normalization")
                ? try ModelManifest.normalization(object.object("normalization")) : nil
            layers = try object.layers()
            classes = object.holds("classes") ? try object.strings("classes") : nil
            dataset = try object.optionalString("dataset").flatMap(DatasetPreset.init(rawValue:))
            training = try object.optionalString("training")
            license = try object.optionalString("license")
            try object.finish()
        } catch let error as ManifestError {
            throw .architecture(file: path, reason: error.reason)
        } catch {
            throw .architecture(file: path, reason: "\(error)")
        }
    }

    private static func parse(_ bytes: [UInt8]) throws(ManifestError) -> JSONValue {
        do {
            return try JSONValue.parse(bytes)
        } catch {
            throw ManifestError(reason: error.description)
        }
    }
}

extension Architecture {
    /// A setting that says what the architecture says, if one is set.
    func decides(_ options: ModelOptions) -> Setting? {
        if options.weightOrder != nil { return .weightOrder }
        if options.hiddenActivation != nil { return .hiddenActivation }
        if normalization != nil, options.normalization != nil { return .normalization }
        if input != nil, options.inputShape != nil { return .inputShape }
        if classes != nil, options.classNames != nil { return .classNames }
        return nil
    }
}
