public import Datasets
internal import ImageClassification
internal import TensorCore

/// What a rate depends on, beside the model: two benchmarks are comparable if these are equal.
public struct BenchmarkConditions: Equatable {
    let processor: String?
    let kernel: String
    /// The bundled test set, or `nil` for other files.
    let dataset: String?
    let imagesFile: String
    let imageCount: Int
    /// What was said of the images' layout, in words; empty if nothing was.
    var layout: [String] = []

    /// In what the conditions of a baseline differ from these, in words.
    func differences(from baseline: BenchmarkConditions) -> [String] {
        let unknown = "an unknown processor"
        return [
            ("processor", baseline.processor ?? unknown, processor ?? unknown),
            ("kernels", baseline.kernel, kernel),
            ("data", baseline.data, data),
        ].filter { $0.1 != $0.2 }.map { "\($0.0): \($0.1) in the baseline, \($0.2) here" }
    }

    private var data: String { "\(grouped(imageCount)) images of \(dataset ?? imagesFile)" }
}

extension BenchmarkConditions {
    /// The conditions of this process.
    ///
    /// - Parameters:
    ///   - images: The path of the file of images.
    ///   - dataset: The name of the bundled set that they are; `nil` for other files.
    ///   - imageCount: The number of images that are taken in turn.
    ///   - options: What was said of the images' layout.
    public init(
        images: String, dataset: String?, options: DataOptions = DataOptions(), imageCount: Int
    ) {
        self.init(
            processor: Machine.processorName, kernel: KernelVariant.active.name, dataset: dataset,
            imagesFile: images, imageCount: imageCount, layout: options.words)
    }
}
