public import FileIO

/// Why a sound weight file does not make a network.
public enum ModelError: FileFault, Hashable {
    /// The manifest in the file's metadata is not as documented.
    case manifest(file: String, reason: String)
    /// The architecture file cannot be opened or read.
    case unreadable(file: String, reason: String)
    /// The architecture file is not as documented.
    case architecture(file: String, reason: String)
    /// A setting says what the architecture file already says.
    case architectureDecides(file: String, setting: Setting)
    /// A convolution in a file without a manifest: nothing tells its stride and what follows it.
    case architectureMissing(file: String, tensor: String, shape: [Int])
    /// A setting says what the manifest already says.
    case manifestDecides(file: String, setting: Setting)
    /// Neither the architecture file nor a setting says the size of an image.
    case inputShapeMissing(file: String)
    /// A tensor that a layer needs is not in the file.
    case missingTensor(file: String, tensor: String, neededBy: String)
    /// Tensors that no layer uses.
    case unusedTensors(file: String, tensors: [String])
    /// Neither manifest nor names tell what the tensors are for.
    case unknownNames(file: String, tensors: [String])
    /// A tensor does not have the shape that its role asks for.
    case tensorShape(file: String, tensor: String, expected: String, found: [Int])
    /// One layer's outputs are not as many as the next one's inputs.
    case layersDoNotChain(
        file: String, tensor: String, wants: Int, previous: String, gives: Int, hint: String)
    /// Names and shapes allow several orders of the layers.
    case ambiguousLayers(file: String, tensors: [String])
    /// Tensors of normalizations between layers, whose place no name tells.
    case normalizationLayers(file: String, tensors: [String])
    /// Defaults were taken on which the answers depend, and are not wanted.
    case assumed(file: String, settings: [Setting])
    /// The architecture leaves out tensors that may belong to layers, and that is not wanted.
    case leftOut(file: String, tensors: [String])
    /// The shapes fit both weight orders.
    case ambiguousOrder(file: String, tensor: String, shape: [Int])
    /// A weight is NaN or infinite.
    case nonFinite(file: String, tensor: String, position: [Int], value: String)
    /// The network does not fit together.
    case network(file: String, reason: String)
    /// The number of class names is not the number of outputs.
    case classNames(file: String, expected: Int, found: Int)
    /// There are more classes than ``Model/largestClassCount``.
    case tooManyClasses(file: String, found: Int)
    /// Layers read tensors over and over: weights that the file has not.
    case tooManyUses(file: String, limit: Int, found: Int)
    /// The name is neither a bundled model nor a file.
    case unknownModel(name: String)
    /// A bundled model is in none of the places where `BundledFiles` looks.
    case bundledModelMissing(file: String)
    /// The network that tells images of no class cannot be used.
    case rejection(file: String, reason: String)
    /// The scores of prediction sets are not as documented.
    case conformal(file: String, tensor: String, reason: String)
    /// Images of no class are to be told, and the model has no network for that.
    case noRejection(file: String)
    /// Prediction sets are wanted, and the model has no scores.
    case noConformalScores(file: String)
    /// Prediction sets are wanted of a share of images that there cannot be.
    case coverage(file: String, found: Double)
    /// The network's answer to an image holds NaN.
    case invalidLogits(file: String, image: Int)

    /// The file: of the weights, or of the architecture if that is wrong.
    public var file: String {
        switch self {
        case .manifest(let file, _), .unreadable(let file, _), .architecture(let file, _),
            .architectureDecides(let file, _), .architectureMissing(let file, _, _),
            .manifestDecides(let file, _), .inputShapeMissing(let file),
            .missingTensor(let file, _, _), .unusedTensors(let file, _),
            .unknownNames(let file, _), .tensorShape(let file, _, _, _),
            .layersDoNotChain(let file, _, _, _, _, _), .ambiguousOrder(let file, _, _),
            .ambiguousLayers(let file, _), .normalizationLayers(let file, _),
            .assumed(let file, _), .leftOut(let file, _),
            .nonFinite(let file, _, _, _), .network(let file, _), .classNames(let file, _, _),
            .tooManyClasses(let file, _), .tooManyUses(let file, _, _), .unknownModel(let file),
            .bundledModelMissing(let file),
            .rejection(let file, _), .conformal(let file, _, _), .noRejection(let file),
            .noConformalScores(let file), .coverage(let file, _), .invalidLogits(let file, _):
            file
        }
    }

    /// Whether a file could not be found or read, or holds what makes no network.
    public var failure: FileFailure {
        switch self {
        case .unreadable, .unknownModel, .bundledModelMissing: .unreadable
        default: .badContent
        }
    }

    /// One sentence: the file, the tensor, what was expected and what was found.
    public var description: String { sentence { "\($0)" } }

    /// The description, with settings called as the caller calls them.
    public func sentence(naming name: (Setting) -> String) -> String {
        switch self {
        case .manifest(let file, let reason):
            "\(file): the manifest is wrong: \(reason)"
        case .unreadable(let file, let reason):
            "\(file): \(reason)"
        case .architecture(let file, let reason):
            "\(file): the architecture is wrong: \(reason)"
        case .architectureDecides(let file, let setting):
            "\(file): the architecture already says this; leave out \(name(setting))"
        case .architectureMissing(let file, let tensor, let shape):
            """
            \(file): \(tensor) \(shape) is a convolution, whose stride, padding and activation and \
            the poolings around it no name or shape tells; expected a manifest or \
            \(name(.architecture.set(to: "FILE"))), of which \(name(.architectureDraft)) makes a draft
            """
        case .normalizationLayers(let file, let tensors):
            """
            \(file): \(Self.list(tensors)) belong to a normalization or a learned activation \
            between layers, whose place no name tells; expected a manifest or \
            \(name(.architecture.set(to: "FILE"))), of which \(name(.architectureDraft)) makes a draft
            """
        case .ambiguousLayers(let file, let tensors):
            """
            \(file): the layers \(Self.list(tensors)) can follow each other in several orders; \
            expected names that count them, a manifest or \
            \(name(.architecture.set(to: "FILE"))), of which \(name(.architectureDraft)) makes a draft
            """
        case .assumed(let file, let settings):
            """
            \(file): does not say \(Model.questions(settings, assumes: false)); expected \
            \(Model.list(settings.map(name))), since \(name(.isStrict)) allows no assumption
            """
        case .leftOut(let file, let tensors):
            """
            \(file): the architecture has no layer for \(Self.list(tensors)); expected one, since \
            \(name(.isStrict)) allows no assumption
            """
        case .manifestDecides(let file, let setting):
            "\(file): the file's manifest already says this; leave out \(name(setting))"
        case .inputShapeMissing(let file):
            """
            \(file): the architecture is wrong: key input is missing; expected the size of an \
            image here or in \(name(.inputShape))
            """
        case .missingTensor(let file, let tensor, let neededBy):
            "\(file): tensor \(tensor) is missing; \(neededBy) needs it"
        case .unusedTensors(let file, let tensors):
            "\(file): no layer uses \(Self.list(tensors)); expected weights and biases only"
        case .unknownNames(let file, let tensors) where tensors.isEmpty:
            "\(file): holds no tensors; expected the weights and biases of a network"
        case .unknownNames(let file, let tensors):
            """
            \(file): cannot tell the layers from the tensor names \(Self.list(tensors)); expected \
            W1, b1, …; NAME.weight, NAME.bias; NAME/kernel, NAME/bias; a manifest or \
            \(name(.architecture.set(to: "FILE")))
            """
        case .tensorShape(let file, let tensor, let expected, let found):
            "\(file): tensor \(tensor) has shape \(found); expected \(expected)"
        case .layersDoNotChain(let file, let tensor, let wants, let previous, let gives, let hint):
            """
            \(file): \(tensor) wants \(wants) inputs, \(previous) gives \(gives)\(hint); \
            \(name(.architecture.set(to: "FILE"))) says how layers follow each other
            """
        case .ambiguousOrder(let file, let tensor, let shape):
            """
            \(file): is \(tensor) \(shape) stored as [inputs, outputs] or as [outputs, inputs]? \
            Its shape fits both: say \(name(.weightOrder.set(to: WeightOrder.inputOutput.rawValue))) \
            or \(name(.weightOrder.set(to: WeightOrder.outputInput.rawValue)))
            """
        case .nonFinite(let file, let tensor, let position, let value):
            """
            \(file): \(tensor)[\(position.map(String.init).joined(separator: ","))] is \(value); \
            expected finite weights (\(name(.allowsNonFinite)) reads it all the same)
            """
        case .network(let file, let reason):
            "\(file): \(reason)"
        case .classNames(let file, let expected, let found):
            "\(file): expected \(expected) class names, one per output, found \(found)"
        case .tooManyClasses(let file, let found):
            "\(file): expected at most \(Model.largestClassCount) classes, found \(found)"
        case .tooManyUses(let file, let limit, let found):
            """
            \(file): layers share tensors too often: expected at most \(limit) weights in all \
            layers, four times those in the file and a million, found \(found)
            """
        case .unknownModel(let file):
            """
            \(file): is neither a file nor a bundled model; \
            expected a file of a network or one of \
            \(BundledModel.allCases.map(\.rawValue).joined(separator: ", "))\
            \(suggestion(for: file, among: BundledModel.allCases.map(\.rawValue)))
            """
        case .bundledModelMissing(let file):
            """
            \(file): is not there, nor is it beside the program; ship the resources of the product \
            BundledModels with it (swift-mnist_BundledModels.resources or .bundle), or have the \
            environment variable MNIST_HOME name the folder that holds models and data
            """
        case .rejection(let file, let reason):
            "\(file): the rejection network is wrong: \(reason)"
        case .conformal(let file, let tensor, let reason):
            "\(file): tensor \(tensor) holds no scores of prediction sets: \(reason)"
        case .noRejection(let file):
            """
            \(file): has no network that tells images of none of its classes; expected the key \
            rejection in its manifest
            """
        case .noConformalScores(let file):
            """
            \(file): has no scores of images held back from training, which prediction sets need; \
            expected the key conformal in its manifest
            """
        case .coverage(let file, let found):
            "\(file): expected a coverage above 0 and below 1, found \(found)"
        case .invalidLogits(let file, let image):
            "\(file): the network's answer to image \(image) is not a number (NaN); expected numbers"
        }
    }

    /// The first few names, escaped for a terminal.
    static func list(_ names: [String]) -> String {
        let shown = names.prefix(5).joined(separator: ", ")
        return names.count > 5 ? "\(shown) and \(names.count - 5) more" : shown
    }
}
