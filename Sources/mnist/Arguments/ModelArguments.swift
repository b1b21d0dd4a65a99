public import ArgumentParser
import FileIO
public import ImageClassification
import NeuralNetwork

extension WeightOrder: ExpressibleByArgument {}

/// Which network to use.
struct ModelArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            """
            A bundled network (mnist-mlp, mnist-cnn, mnist-sigmoid, fashion-mlp, fashion-cnn, or \
            of eight bits mnist-mlp-int8, mnist-cnn-int8, fashion-cnn-int8) \
            or a file: safetensors, ONNX, NumPy or GGUF. \
            (default: mnist-mlp; for --dataset fashion-mnist, fashion-mlp; for pictures, mnist-cnn)
            """, valueName: "name or file"), completion: .networks)
    var model: String?

    func validate() throws { try checkPath(model, "--model") }
}

/// Which network to use, and what its file does not say of itself.
struct NetworkArguments {
    let model: String?
    let foreign: ForeignModelArguments

    /// The files that are read.
    func files(default bundled: BundledModel) -> [String] {
        foreign.files(of: [model ?? bundled.rawValue])
    }

    /// Reads the network, or the given default, and makes it ready.
    func classifier(default bundled: BundledModel) throws -> Classifier {
        try foreign.classifier(named: model ?? bundled.rawValue)
    }
}

/// What the file of a network does not say of itself.
struct ForeignModelArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            """
            For a file without a manifest: a JSON file with its layers, such as convolutions, which \
            names and shapes do not tell.
            """, valueName: "file"), completion: .file())
    var architecture: String?

    @Option(
        help: ArgumentHelp(
            """
            For a file without a manifest: how the axes of weights are stored. (default: told by \
            names and shapes)
            """, valueName: "order"))
    var weightOrder: WeightOrder?

    @Option(
        help: ArgumentHelp(
            """
            For a file without a manifest: the function after each hidden layer, such as relu, tanh \
            or leaky-relu:0.2. (default: relu, with a note)
            """, valueName: "name[:parameters]"))
    var hiddenActivation: ElementwiseArgument?

    @Option(
        help: ArgumentHelp(
            """
            For a file without a manifest: the function after the last layer: softmax, log-softmax, \
            sigmoid, identity or another. Probabilities are the softmax of the outputs, and after \
            sigmoid the outputs themselves. (default: softmax)
            """, valueName: "name[:parameters]"))
    var outputActivation: OutputActivationArgument?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            """
            For a file without a manifest: how pixels, 0 to 255, become inputs, which are \
            (pixel * scale - mean) / std. (default: 1/255, with a note if --mean and --std are left \
            out too)
            """, valueName: "number"))
    var scale: NumberArgument?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "For a file without a manifest: see --scale. (default: 0)", valueName: "number"))
    var mean: Double?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "For a file without a manifest: see --scale; above 0. (default: 1)",
            valueName: "number"))
    var std: Double?

    @Option(
        help: ArgumentHelp(
            """
            For a file without a manifest: the size of an image, such as 28x28 or 32x32x3. \
            (default: square and grey)
            """, valueName: "HxW[xC]"))
    var inputShape: ShapeArgument?

    @Option(
        help: ArgumentHelp(
            """
            For a file without a manifest: what the classes are called, separated by commas. \
            (default: 0,1,2,…)
            """, valueName: "names"))
    var classNames: String?

    @Flag(
        help: """
            Refuse a network whose file leaves open what answers depend on, pixels and hidden \
            activation, if no option says it.
            """)
    var strict = false

    @Flag(
        help: "Accept weights that are infinite or NaN. Answers that are NaN stay errors.")
    var allowNonfinite = false

    /// The first option that says something of a network, if one is given.
    var givenOption: String? {
        let given: [(String, Bool)] = [
            ("--architecture", architecture != nil), ("--weight-order", weightOrder != nil),
            ("--hidden-activation", hiddenActivation != nil),
            ("--output-activation", outputActivation != nil), ("--scale", scale != nil),
            ("--mean", mean != nil), ("--std", std != nil), ("--input-shape", inputShape != nil),
            ("--class-names", classNames != nil), ("--strict", strict),
            ("--allow-nonfinite", allowNonfinite),
        ]
        return given.first { $0.1 }?.0
    }

    /// Reads the network of a name or file, and makes it ready.
    func classifier(named model: String) throws -> Classifier {
        try Classifier(path: Self.path(of: model), options: options())
    }

    /// Reads several networks.
    ///
    /// The options are for those without a manifest; there has to be one, if any is given.
    func classifiers(named models: [String]) throws -> [Classifier] {
        var plain = ModelOptions()
        plain.allowsNonFinite = allowNonfinite
        plain.isStrict = strict
        var refusals: [ModelError] = []
        let classifiers = try models.map { model in
            do {
                return try classifier(named: model)
            } catch let error as ModelError {
                guard case .manifestDecides = error else { throw error }
                refusals.append(error)
                return try Classifier(path: Self.path(of: model), options: plain)
            }
        }
        if let refusal = refusals.first, refusals.count == models.count { throw refusal }
        return classifiers
    }

    /// The files that are read for networks of these names or files.
    func files(of models: [String]) -> [String] {
        models.map { BundledModel(rawValue: $0)?.path ?? $0 } + (architecture.map { [$0] } ?? [])
    }

    static func path(of model: String) throws -> String {
        if let bundled = BundledModel(rawValue: model) { return bundled.path }
        // A word that looks like no path is a name misspelled, so the right ones are listed.
        let looksLikePath = model.contains("/") || model.contains(".")
        guard looksLikePath || (try? InputFile(path: model)) != nil else {
            throw ModelError.unknownModel(name: model)
        }
        return model
    }

    func options() throws -> ModelOptions {
        var options = ModelOptions()
        options.architecture = try architecture.map { try Architecture(path: $0) }
        options.weightOrder = weightOrder
        options.hiddenActivation = hiddenActivation?.activation
        options.outputActivation = outputActivation?.activation
        options.isStrict = strict
        options.inputShape = inputShape?.shape
        options.classNames = classNames?.split(
            separator: ",", omittingEmptySubsequences: false
        ).map(String.init)
        options.allowsNonFinite = allowNonfinite
        if scale != nil || mean != nil || std != nil {
            do {
                options.normalization = try InputNormalization(
                    scale: scale?.value ?? 1.0 / 255, mean: mean ?? 0, std: std ?? 1)
            } catch {
                throw CommandFailure.usage("--scale, --mean, --std: \(error)")
            }
        }
        return options
    }
}

/// The size of an image as `28x28` or `32x32x3`.
struct ShapeArgument: ExpressibleByArgument {
    let shape: ImageShape

    init?(argument: String) {
        let parts = argument.split(separator: "x", omittingEmptySubsequences: false)
        let extents = parts.compactMap { Int($0) }
        // The bound keeps the product of all three far from overflow.
        guard extents.count == parts.count, (2...3).contains(extents.count),
            extents.allSatisfy({ (1...65_536).contains($0) })
        else { return nil }
        shape = ImageShape(
            height: extents[0], width: extents[1], channels: extents.count == 3 ? extents[2] : 1)
    }
}
