import Benchmark
import ImageClassification
import NeuralNetwork

let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = .init(
        metrics: [.wallClock, .instructions], maxDuration: .seconds(2),
        maxIterations: 1_000_000)
    for model in BundledModel.allCases {
        evaluation(model)
        forward(model)
    }
}

/// The test set that a carried model was trained for.
private func testSet(_ model: BundledModel) -> LabeledImages {
    (model.name.hasPrefix("fashion") ? DatasetPreset.fashionMNIST : .mnist).testSet
}

/// Two files of a test set to the report, on one thread.
private func evaluation(_ model: BundledModel) {
    var configuration = Benchmark.defaultConfiguration
    configuration.metrics.append(.readSyscalls)
    configuration.thresholds = [.readSyscalls: .init(absolute: [.p90: 1])]
    Benchmark("evaluate \(model.rawValue)", configuration: configuration) { benchmark in
        let classifier = try Classifier(model)
        var options = EvaluationOptions()
        options.threads = 1
        benchmark.startMeasurement()
        blackHole(try classifier.evaluate(testSet(model), options: options))
        benchmark.stopMeasurement()
    }
}

/// The first 1,000 images to logits: one by one, and as one batch.
private func forward(_ model: BundledModel) {
    let count = 1_000
    for batch in [1, count] {
        Benchmark(
            "forward \(model.rawValue), batch \(batch)",
            configuration: .init(scalingFactor: .kilo)
        ) { benchmark in
            let network = try network(model)
            let pixels = try pixels(of: testSet(model), count: count)
            let (inputs, outputs) = (network.inputCount, network.outputCount)
            var logits = [Float](repeating: 0, count: batch * outputs)
            var workspace = Workspace()
            benchmark.startMeasurement()
            // The factor counts images, so that both sizes are given per image.
            for first in stride(from: 0, to: count, by: batch) {
                var span = logits.mutableSpan
                network.logits(
                    ofPixels: pixels.span.extracting(first * inputs..<(first + batch) * inputs),
                    count: batch, into: &span, workspace: &workspace)
            }
            benchmark.stopMeasurement()
            blackHole(logits)
        }
    }
}

private func network(_ carried: BundledModel) throws -> CompiledNetwork {
    let model = try Model(path: carried.path)
    return try model.network.compiled(for: model.manifest.normalization)
}

private func pixels(of set: LabeledImages, count: Int) throws -> [UInt8] {
    let reader = try ImageReader(path: set.images)
    var pixels = [UInt8](repeating: 0, count: count * reader.shape.count)
    var span = pixels.mutableSpan
    _ = try reader.read(into: &span)
    return pixels
}
