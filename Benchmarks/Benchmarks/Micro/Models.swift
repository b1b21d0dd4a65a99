import Benchmark
import ImageClassification

/// From a model file to a classifier that is ready.
func modelBenchmarks() {
    for model in BundledModel.allCases {
        Benchmark("load \(model.rawValue)", configuration: countingReads) { _ in
            blackHole(try Classifier(model))
        }
    }
}
