import Foundation
import IDX
import ImageClassification
import TestSupport
import Testing

@Suite("Carried test sets")
struct CarriedImagesTests {
    @Test("the carried files of images are known by their stored bytes")
    func carriedFiles() throws {
        for preset in DatasetPreset.allCases {
            for steps in [1, 7, 10_000] {
                #expect(try found(preset.testSet.images, steps: steps) == preset)
            }
        }
        #expect(try found(DatasetPreset.mnist.testSet.labels, steps: 1) == nil)
    }

    private func found(_ path: String, steps: Int) throws -> DatasetPreset? {
        guard var images = CarriedImages(try ByteSource(path: path)) else { return nil }
        for step in 1...steps { try images.advance(step, of: steps) }
        return images.verified()
    }

    @Test("the same images in a file of the same size are known by what they are")
    func otherPacking() throws {
        let folder = try TemporaryFolder()
        let published = DatasetPreset.mnist.testSet
        var bytes = [UInt8](try Data(contentsOf: URL(filePath: published.images)))
        // The operating system that packed it, of which the content is independent.
        bytes[9] ^= 0xff
        let images = try folder.write(bytes, to: "images.gz")
        #expect(try found(images, steps: 3) == nil)
        let result = try Classifier(.mnistSigmoid).evaluate(
            LabeledImages(images: images, labels: published.labels))
        #expect(result.verified == .mnist)
    }
}
