import ArgumentParser
import FileIO
import ImageClassification
import NeuralNetwork
import Reports

/// The command `mnist plot`.
struct PlotCommand: FileCommand {
    static let configuration = CommandConfiguration(
        commandName: "plot",
        abstract: "Draw activation functions, and the weights and activations of a network.",
        discussion: """
            Draws functions from -6 to 6, as the networks compute them. With --weights it draws what \
            a layer has learned, a picture of the weights of each unit; with --activations what every \
            layer makes of an image. Text for the terminal, or with --svg a picture.

            EXAMPLES
              mnist plot sigmoid
              mnist plot step sigmoid relu
              mnist plot relu --svg >relu.svg
              mnist plot mnist-mlp --weights --svg >weights.svg
              mnist plot mnist-cnn --activations --index 247 --svg >activations.svg
            """)

    @Argument(
        help: ArgumentHelp(
            "Up to \(FunctionPlot.limit) functions; or a network, with --weights or --activations.",
            valueName: "name"), completion: .functionsAndNetworks)
    var subjects: [String]

    @Flag(help: "Draw the weights of a layer of the network.")
    var weights = false

    @Flag(help: "Draw what every layer of the network makes of an image.")
    var activations = false

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "The layer whose weights to draw, from 1 as inspect prints them. (default: 1)",
            valueName: "number"))
    var layer: Int?

    @Option(
        help: ArgumentHelp(
            """
            The outputs of that layer whose weights to draw, from 0, at most \
            \(NetworkPictures.limit). (default: the first ones)
            """, valueName: "range"))
    var units: IndexArgument?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "The image, counted from 0, whose activations to draw. (default: 0)",
            valueName: "index"))
    var index: Int?

    @Flag(help: "Print an SVG picture instead of text.")
    var svg = false

    @OptionGroup(title: "Data options") var images: ImageArguments
    @OptionGroup(title: "Model options") var foreign: ForeignModelArguments

    private var drawsNetwork: Bool { weights || activations }

    /// The first option of activations that is given, if one is.
    private var optionOfActivations: String? {
        if index != nil { return "--index" }
        if images.dataset != nil { return "--dataset" }
        if images.images != nil { return "--images" }
        return images.dataDir != nil ? "--data-dir" : images.givenLayoutOption
    }

    func validate() throws {
        if weights, activations {
            throw ValidationError("--weights and --activations exclude each other")
        }
        if !weights, layer != nil || units != nil {
            throw ValidationError("\(layer != nil ? "--layer" : "--units") needs --weights")
        }
        if !activations, let option = optionOfActivations {
            throw ValidationError("\(option) needs --activations")
        }
        try check(layer, in: 1...Network.largestLayerCount, "--layer")
        try check(index, in: 0...Int(UInt32.max), "--index")
        if let units, units.ranges.count != 1 {
            throw ValidationError("--units: expected one range, such as 0-9, found \(units)")
        }
        if drawsNetwork, subjects.count != 1 {
            throw ValidationError("expected one network, found \(subjects.count) names")
        }
        if !drawsNetwork { _ = try functions() }
    }

    private func functions() throws -> [Activation] {
        guard subjects.count <= FunctionPlot.limit else {
            throw ValidationError(
                "expected at most \(FunctionPlot.limit) functions, found \(subjects.count)")
        }
        return try subjects.map { name in
            guard let function = ElementwiseArgument(argument: name) else {
                let names = ElementwiseArgument.allValueStrings
                throw ValidationError(
                    BundledModel(rawValue: name) != nil
                        ? "\(name) is a network: expected --weights or --activations beside it"
                        : "\(name): expected a function, one of \(names.joined(separator: ", "))"
                            + suggestion(for: name, among: names))
            }
            return function.activation
        }
    }

    var filesOfRun: FilesOfRun {
        FilesOfRun(
            inputs: drawsNetwork
                ? foreign.files(of: subjects) + (activations ? images.files : []) : [])
    }

    func run() throws {
        guard drawsNetwork else {
            let plot = FunctionPlot(try functions())
            return try StandardOutput.write(svg ? plot.svg : plot.text)
        }
        let classifier = try foreign.classifier(named: subjects[0])
        let pictures = try weights ? learned(by: classifier) : activated(in: classifier)
        ModelNotes.print([classifier.model])
        try StandardOutput.write(svg ? pictures.svg : pictures.text)
    }

    private func learned(by classifier: Classifier) throws -> NetworkPictures {
        do throws(PlotError) {
            return try NetworkPictures(
                weightsOf: classifier.model, layer: layer ?? 1, units: units?.ranges[0])
        } catch {
            throw CommandFailure.usage("\(subjects[0]): \(error)")
        }
    }

    private func activated(in classifier: Classifier) throws -> NetworkPictures {
        let dataset = try images.unlabeled()
        let number = index ?? 0
        var selection = try ImageSelection([number...number], of: dataset, classifier: classifier)
        let images = try selection.classify(with: classifier, keepingPixels: true)
        return try NetworkPictures(
            activationsOf: classifier.model, pixels: images[0].pixels, name: "image \(number)")
    }
}
