import Datasets
import Foundation
import ImageClassification
import TestSupport
import Testing

/// The first images of MNIST's test set, carried over into other formats.
@Suite("Data in other formats gives the counts that IDX gives")
struct SameCountTests {
    private static let count = 300

    private func correct(_ dataset: LabeledImages, limit: Int? = nil) throws -> Int {
        var options = EvaluationOptions()
        options.limit = limit
        options.threads = 2
        let result = try Classifier(.mnistSigmoid).evaluate(dataset, options: options)
        #expect(result.evaluation.confusion.total == Self.count)
        return result.evaluation.correct
    }

    @Test("a table, and a folder of pictures for each class")
    func counts() throws {
        let set = DatasetPreset.mnist.testSet
        let images = try ImageReader(path: set.images)
        let labels = try LabelReader(
            path: #require(set.labels), classCount: 10
        ).read(Self.count)
        var pixels = [UInt8](repeating: 0, count: Self.count * 784)
        do {
            var span = pixels.mutableSpan
            let count = try images.read(into: &span)
            #expect(count == Self.count)
        }

        let folder = try TemporaryFolder()
        var table = "label," + (0..<784).map { "pixel\($0)" }.joined(separator: ",") + "\n"
        for (index, label) in labels.enumerated() {
            let image = pixels[index * 784..<(index + 1) * 784]
            table += "\(label)," + image.map(String.init).joined(separator: ",") + "\n"
            let place = folder.url("set/\(label)")
            try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
            try folder.write(Array("P5 28 28 255\n".utf8) + image, to: "set/\(label)/\(index).pgm")
        }
        try folder.write(Array(table.utf8), to: "table.csv")

        let expected = try correct(set, limit: Self.count)
        #expect(expected > 250)
        #expect(try correct(LabeledImages(images: folder.path("table.csv"))) == expected)
        #expect(try correct(LabeledImages(images: folder.path("set"))) == expected)
    }
}
