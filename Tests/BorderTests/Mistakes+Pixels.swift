import Benchmarking
import Conversion
import ImageClassification
import PartialResults
import Reports
import Testing

/// Pixels and pictures that do not fit a classifier, and conversions that cannot be.
enum PixelMistakes {
    static let all: [Mistake] = [pixels, answers, pictures, conversions].flatMap(\.self)

    private static let pixels: [Mistake] = [1, 3, 5, 7, 4_097].map { (count: Int) -> Mistake in
        let pixels = [UInt8](repeating: 1, count: count)
        return Mistake(
            "Classifier.logits(_:batchSize:threads:)", "Classifier.classify(_:)",
            "Classifier.classify(batch:rejects:)", "Classifier.logits(ofPixelValues:)",
            "InferenceSession.logits(of:)", "InferenceSession.classes(of:)",
            "InferenceSession.logits(of:into:)", "InferenceSession.classes(of:into:)",
            "Explainer.explain(_:)", "LabeledImages.init(pixels:shape:labels:name:)",
            calls: { _ = try Border.classifier().logits(pixels) },
            { _ = try Border.classifier().classify(pixels) },
            { _ = try Border.classifier().classify(batch: pixels) },
            { _ = try Border.classifier().classify(batch: pixels, rejects: true) },
            { _ = try Border.classifier().logits(ofPixelValues: pixels.map(Double.init)) },
            { _ = try session().logits(of: pixels) }, { _ = try session().classes(of: pixels) },
            {
                var values = [Float](repeating: 0, count: 4)
                var span = values.mutableSpan
                try session().logits(of: pixels.span, into: &span)
            },
            {
                var classes: [Int32] = [0]
                var span = classes.mutableSpan
                try session().classes(of: pixels.span, into: &span)
            }, { _ = try Explainer(Border.classifier()).explain(pixels) },
            {
                _ = try LabeledImages(
                    pixels: pixels, shape: ImageShape(height: 2, width: 2), labels: [0])
            })
    }

    private static func session() throws -> InferenceSession {
        InferenceSession(try Border.classifier(), threads: 0)
    }

    private static let answers: [Mistake] = [
        Mistake(
            "InferenceSession.probabilities(of:into:)",
            calls: {
                var values = [Float](repeating: 0, count: 3)
                var span = values.mutableSpan
                try session().probabilities(of: [1, 2, 3, 4].span, into: &span)
            }),
        Mistake(
            "Classifier.classify(_:)", "Explainer.explain(_:)",
            calls: { _ = try Border.classifier().classify([]) },
            { _ = try Explainer(Border.classifier()).explain([]) },
            { _ = try Border.overflowing().classify([9, 9, 9, 9]) },
            { _ = try InferenceSession(Border.overflowing()).classes(of: [9, 9, 9, 9]) },
            { _ = try Explainer(Border.overflowing()).explain([9, 9, 9, 9]) }),
        Mistake(
            "Classifier.logits(_:batchSize:threads:)",
            calls: { _ = try Border.classifier().logits([1, 2, 3, 4], batchSize: 0) },
            { _ = try Border.classifier().logits([1, 2, 3, 4], batchSize: Int.min) },
            { _ = try Border.classifier().logits([1, 2, 3, 4], threads: -1) }),
        Mistake(
            "Classifier.conformalPredictor(coverage:)",
            calls: { _ = try Border.classifier().conformalPredictor(coverage: 0.9) },
            { _ = try Classifier(.mnistMLP).conformalPredictor(coverage: 2) },
            { _ = try Classifier(.mnistMLP).conformalPredictor(coverage: .nan) }),
        Mistake(
            "Classifier.init(_:)",
            calls: {
                let network = try Network([Dense(weights: Matrix([[3e38, 3e38]]))])
                _ = try Classifier(
                    Model(
                        network: network, name: "a", input: ImageShape(height: 1, width: 1),
                        normalization: InputNormalization(scale: 1e30, mean: 0, std: 1)))
            }),
        Mistake(
            "InferenceBenchmark.init(of:pixels:options:progress:)",
            "StageTimes.init(of:classifiers:)",
            calls: { _ = try InferenceBenchmark(of: [Border.classifier()], pixels: []) },
            { _ = try InferenceBenchmark(of: [Border.classifier()], pixels: [1, 2, 3]) },
            {
                var options = BenchmarkOptions()
                options.batchSizes = [0]
                _ = try InferenceBenchmark(
                    of: [Border.classifier()], pixels: [1, 2, 3, 4], options: options)
            }, { _ = try StageTimes(of: Border.noImages, classifiers: []) },
            { _ = try StageTimes(of: Border.wideImages(), classifiers: [Border.classifier()]) }),
    ]

    // MARK: - Pictures

    private static let blank = Array("P5 4 4 255\n".utf8) + [UInt8](repeating: 255, count: 16)

    private static func picture(_ rgba: [UInt8], _ width: Int, _ height: Int) throws {
        _ = try Picture(rgba: rgba.span, width: width, height: height, source: "a")
    }

    private static let pictures: [Mistake] = [
        Mistake(
            "Picture.init(rgba:width:height:format:source:limits:)",
            calls: { try picture([], 0, 0) },
            { try picture([1, 2, 3], 1, 1) },
            { try picture([1, 2, 3], -1, 1) },
            { try picture([1], Int.max, Int.max) }),
        Mistake(
            "DigitPreprocessor.digits(in:)", "Classifier.prepare(_:options:)",
            "Classifier.read(_:options:)", "Classifier.classify(_:options:)",
            calls: {
                _ = try DigitPreprocessor().digits(in: Picture(bytes: blank, source: "a"))
            },
            {
                _ = try Classifier(.mnistSigmoid).prepare(Picture(bytes: blank, source: "a"))
            }, { _ = try Classifier(.mnistSigmoid).read(Picture(bytes: blank, source: "a")) },
            { _ = try Classifier(.mnistSigmoid).classify(Picture(bytes: blank, source: "a")) }),
    ]

    // MARK: - Conversions

    private static let conversions: [Mistake] = [
        Mistake(
            "DataConversion.init(_:)", "DataConversion.write(images:labels:mayReplace:_:)",
            calls: { _ = try DataConversion(Border.noImages) },
            {
                var conversion = try DataConversion(Border.images())
                try conversion.write(images: "/nowhere/a", labels: nil, mayReplace: false)
            }),
        Mistake(
            "ModelConversion.write(to:)",
            calls: {
                try ModelConversion(path: BundledModel.mnistSigmoid.path, output: "a")
                    .write(to: "/nowhere/a")
            }),
        Mistake(
            "ModelQuantization.logitChange(on:)",
            calls: {
                let quantization = try ModelQuantization(
                    path: BundledModel.mnistSigmoid.path,
                    calibration: DatasetPreset.mnist.testSet, count: 4, output: "a")
                _ = try quantization.logitChange(on: Border.images())
            }),
        Mistake(
            "PartialEvaluation.merge(_:name:)", "PartialEvaluation.requireWhole(fileCount:)",
            "PartialEvaluation.require(atMost:)",
            calls: {
                var part = try partial()
                try part.merge(part, name: "a")
            }, { try partial().requireWhole(fileCount: 2) },
            { try partial().requireWhole(fileCount: -1) }, { try partial().require(atMost: 0) },
            { try partial().require(atMost: Int.min) }),
    ]

    /// What an evaluation of all three images counted.
    private static func partial() throws -> PartialEvaluation {
        let (classifier, dataset) = (try Border.classifier(), try Border.images())
        var options = EvaluationOptions()
        options.identifiesData = true
        let result = try classifier.evaluate(dataset, options: options)
        let model = try ModelIdentity(
            classifier, fileSHA256: "", classNames: classifier.classNames)
        return try #require(
            PartialEvaluation(result, of: dataset, by: model, batchSize: 128) { "\($0)" })
    }
}
