public import Datasets
public import ModelFiles
internal import NeuralNetwork
public import TensorCore

/// A model that is ready to classify images.
///
/// The normalization of pixels is folded into the first layer's weights, once, so images go in as
/// bytes. A classifier is an immutable value: any number of threads may use it at once.
public struct Classifier: Sendable {
    /// The model that the classifier was made from.
    public let model: Model
    let network: CompiledNetwork
    /// What tells images of none of the classes; `nil` if the model has nothing.
    let rejector: Rejector?
    private let idleRunners = IdleRunners()

    /// Reads a model file and prepares it.
    ///
    /// - Throws: `SafetensorsError` or ``ModelError``; see ``Model``.
    public init(path: String, options: ModelOptions = ModelOptions()) throws {
        try self.init(Model(path: path, options: options))
    }

    /// Reads a model file that is in memory and prepares it.
    ///
    /// - Parameters:
    ///   - bytes: The whole file, of any format that a path may lead to.
    ///   - source: What errors and reports call it.
    ///   - options: What the file does not say of itself.
    /// - Throws: As ``Model/init(bytes:source:options:)`` does.
    public init(
        bytes: [UInt8], source: String = "bytes in memory", options: ModelOptions = ModelOptions()
    ) throws {
        try self.init(Model(bytes: bytes, source: source, options: options))
    }

    /// Reads a model that comes with the package.
    public init(_ bundled: BundledModel) throws {
        guard BundledFiles.exists(bundled.path) else {
            throw ModelError.bundledModelMissing(file: bundled.path)
        }
        try self.init(path: bundled.path)
    }

    /// Prepares a model.
    ///
    /// - Throws: ``ModelError`` if the normalization takes weights out of the range of `Float`.
    public init(_ model: Model) throws {
        self.model = model
        do {
            network = try model.network.withoutFinalSigmoid()
                .compiled(for: model.manifest.normalization)
        } catch {
            throw ModelError.network(file: model.source, reason: error.description)
        }
        rejector = try Rejector(of: model)
    }

    /// The size of an image.
    public var inputShape: ImageShape { model.manifest.input }
    /// The number of values in an image, K.
    public var inputCount: Int { model.network.inputCount }
    /// The number of classes, M.
    public var classCount: Int { model.network.outputCount }
    /// What each class is called.
    public var classNames: [String] { model.manifest.classes }

    /// Computes the logits of images.
    ///
    /// For many calls, or several threads, an ``InferenceSession`` spares what each call of this
    /// convenience sets up and copies.
    ///
    /// - Parameters:
    ///   - pixels: Shape `[N, C, H, W]`, row-major, 0…255.
    ///   - batchSize: How many images go through the network at once; `nil` means all.
    ///   - threads: How many threads a batch is split over.
    /// - Returns: Shape `[N, M]`; the same bits for every batch size and number of threads.
    /// - Throws: ``InferenceError`` if `pixels` are not whole images, or a number is below 1.
    public func logits(
        _ pixels: [UInt8], batchSize: Int? = nil, threads: Int = 1
    ) throws(InferenceError) -> Matrix {
        guard pixels.count.isMultiple(of: inputCount) else {
            throw .pixelCount(imageSize: inputCount, found: pixels.count)
        }
        for (name, value) in [("batchSize", batchSize ?? 1), ("threads", threads)] where value < 1 {
            throw .option(name, expected: "1 or more", found: value)
        }
        return logits(ofWhole: pixels, batchSize: batchSize, threads: threads)
    }

    /// Computes the logits of whole images, which the caller has made sure of.
    package func logits(
        ofWhole pixels: [UInt8], batchSize: Int? = nil, threads: Int = 1
    ) -> Matrix {
        precondition(
            pixels.count.isMultiple(of: inputCount) && batchSize ?? 1 > 0,
            "\(pixels.count) pixels are not whole images of \(inputCount)")
        let count = pixels.count / inputCount
        var logits = [Float](repeating: 0, count: count * classCount)
        var span = logits.mutableSpan
        if threads == 1 {
            idleRunners.withRunner(of: self) {
                $0.run(pixels.span, count: count, batchSize: batchSize ?? count, into: &span)
            }
        } else {
            BatchRunner(self, threads: threads)
                .run(pixels.span, count: count, batchSize: batchSize ?? count, into: &span)
        }
        return Matrix(rows: count, columns: classCount, elements: logits)
    }

    /// Classifies one image.
    ///
    /// - Parameter pixels: Shape `[C, H, W]`, row-major, 0…255.
    /// - Throws: ``InferenceError`` for another number of pixels than one image has;
    ///   ``ModelError/invalidLogits(file:image:)`` when the network answers NaN.
    public func classify(_ pixels: [UInt8]) throws -> Classification {
        guard pixels.count == inputCount else {
            throw InferenceError.imageSize(expected: inputCount, found: pixels.count)
        }
        return try classify(batch: pixels)[0]
    }

    /// Classifies a batch of images.
    ///
    /// - Parameters:
    ///   - pixels: Shape `[N, C, H, W]`, row-major, 0…255.
    ///   - rejects: Whether to tell images that belong to none of the classes, if the model can: see
    ///     ``Classification/rejection``. Nothing else of an answer depends on it.
    /// - Returns: One classification per image.
    /// - Throws: ``InferenceError`` if `pixels` are not whole images;
    ///   ``ModelError/invalidLogits(file:image:)`` when the network answers NaN.
    public func classify(
        batch pixels: [UInt8], rejects: Bool = false
    ) throws -> [Classification] {
        let logits = try logits(pixels)
        let probabilities = probabilities(logits)
        let rejections = rejects ? try rejector?.judge(pixels) : nil
        return try (0..<logits.rows).map { index in
            let row = logits.row(index)
            if row.contains(where: \.isNaN) {
                throw ModelError.invalidLogits(file: model.source, image: index)
            }
            return Classification(
                logits: row, probabilities: probabilities.row(index),
                rejection: rejections?[index])
        }
    }

    /// The softmax of each row, or the sigmoid of each value where the network ends in that.
    private func probabilities(_ logits: Matrix) -> Matrix {
        hasIndependentOutputs ? Activation.sigmoid(logits) : logits.softmaxOfRows()
    }

    /// Whether each output is a probability of its own, so that they do not sum to 1.
    package var hasIndependentOutputs: Bool { model.network.endsInSigmoid }

    /// Refuses images of another size than the model was made for.
    package func check(_ shape: ImageShape, file: String) throws(DatasetError) {
        // A file without a manifest says how many values its dense layers take, not their shape.
        let isTold =
            model.origins.map { [.option, .architecture].contains($0.inputShape) } ?? true
        let isExact = isTold || !model.network.takesVectors
        guard isExact ? shape == inputShape : shape.count == inputCount else {
            let expected = isExact ? "\(inputCount) (\(inputShape))" : "\(inputCount)"
            throw .shapeDiffers(file: file, found: shape, expected: expected)
        }
    }
}
