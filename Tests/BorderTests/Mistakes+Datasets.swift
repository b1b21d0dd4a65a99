import ImageClassification

/// Data sets and options that make no evaluation.
enum DatasetMistakes {
    /// Options of an evaluation that make no sense.
    private static let options: [EvaluationOptions] = {
        var all: [EvaluationOptions] = []
        for wrong in [0, -1, Int.min] {
            var options = EvaluationOptions()
            options.batchSize = wrong
            all.append(options)
            options = EvaluationOptions()
            options.threads = wrong
            all.append(options)
        }
        var options = EvaluationOptions()
        options.limit = -1
        all.append(options)
        return all
    }()

    static let all: [Mistake] =
        options.map { (options: EvaluationOptions) -> Mistake in
            Mistake(
                "Classifier.evaluate(_:options:progress:)",
                "Classifier.compare(with:on:options:progress:)",
                "Classifier.evaluation(of:options:progress:)",
                "Classifier.comparison(with:on:options:progress:)",
                "PredictionStream.init(_:classifier:options:)", "DatasetReading.init(_:options:)",
                "PredictionSequence.Iterator.next()",
                calls: {
                    _ = try Border.classifier().evaluate(Border.images(), options: options)
                },
                {
                    let classifier = try Border.classifier()
                    _ = try classifier.compare(
                        with: classifier, on: Border.images(), options: options)
                },
                {
                    _ = try await Border.classifier().evaluation(
                        of: Border.images(), options: options)
                },
                {
                    let classifier = try Border.classifier()
                    _ = try await classifier.comparison(
                        with: classifier, on: Border.images(), options: options)
                },
                {
                    _ = try PredictionStream(
                        Border.images(), classifier: Border.classifier(), options: options)
                }, { _ = try DatasetReading(Border.images(), options: options) },
                {
                    let sequence = try Border.classifier().predictions(
                        of: Border.images(), options: options)
                    for try await _ in sequence {}
                })
        } + [
            Mistake(
                "DatasetReading.evaluate(_:progress:)", "DatasetReading.compare(_:with:progress:)",
                calls: {
                    _ = try DatasetReading(Border.wideImages()).evaluate(Border.classifier())
                },
                {
                    let classifier = try Border.classifier()
                    _ = try DatasetReading(Border.wideImages()).compare(
                        classifier, with: classifier)
                }, { _ = try DatasetReading(Border.images()).evaluate(Border.overflowing()) },
                {
                    _ = try DatasetReading(Border.images(labels: [0, 1, 4]))
                        .evaluate(Border.classifier())
                }),
            Mistake(
                "PredictionStream.next()",
                calls: {
                    _ = try PredictionStream(Border.images(), classifier: Border.overflowing())
                        .next()
                }),
            Mistake(
                "ImageSelection.init(_:of:classifier:)",
                "ImageSelection.classify(with:keepingPixels:)",
                calls: { try select([5...5]) }, { try select([-3 ... -1]) },
                { try select([0...Int.max]) },
                {
                    var selection = try ImageSelection(
                        [0...2], of: Border.images(), classifier: Border.classifier())
                    _ = try selection.classify(with: Border.overflowing(), keepingPixels: false)
                }),
            Mistake(
                "LabeledImages.init(pixels:shape:labels:name:)",
                calls: {
                    _ = try LabeledImages(
                        pixels: [], shape: ImageShape(height: 2, width: 2), labels: [])
                }, { _ = try Border.images(labels: []) },
                { _ = try Border.images(labels: [0, 1]) },
                { _ = try Border.images(labels: [0, 1, -1]) },
                { _ = try Border.images(labels: [0, 1, Int.max]) }),
            Mistake(
                "ImageReader.read(into:)", "ImageReader.skip(_:)", "ImageReader.finish()",
                calls: {
                    var pixels: [UInt8] = [0, 0]
                    var span = pixels.mutableSpan
                    _ = try Border.images().openImages().read(into: &span)
                }, { try cutImages().skip(9) }, { try cutImages().finish() }),
            Mistake(
                "LabelReader.read(_:)", "LabelReader.finish()",
                calls: {
                    _ = try Border.images(labels: [0, 1, 9]).openLabels(classCount: 4)?.read(3)
                },
                { _ = try cutLabels().openLabels(classCount: 4)?.finish() }),
        ]

    private static func select(_ ranges: [ClosedRange<Int>]) throws {
        _ = try ImageSelection(ranges, of: Border.images(), classifier: Border.classifier())
    }

    /// Two images 2 × 2, of which the second is not whole.
    private static func cutImages() throws -> ImageReader {
        try LabeledImages(imageBytes: [
            0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2, 3, 4, 5,
        ])
        .openImages()
    }

    /// Three labels, of which one is missing.
    private static func cutLabels() -> LabeledImages {
        LabeledImages(imageBytes: [], labelBytes: [0, 0, 8, 1, 0, 0, 0, 3, 1, 2])
    }
}
