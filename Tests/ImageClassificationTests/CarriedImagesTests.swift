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
            let file = try ByteSource(path: preset.testSet.images)
            #expect(DatasetPreset(carriedImages: file) == preset)
        }
        let labels = try ByteSource(path: DatasetPreset.mnist.testSet.labels)
        #expect(DatasetPreset(carriedImages: labels) == nil)
    }

    @Test("the same images in a file of the same size are known by what they are")
    func otherPacking() throws {
        let folder = try TemporaryFolder()
        let published = DatasetPreset.mnist.testSet
        var bytes = [UInt8](try Data(contentsOf: URL(filePath: published.images)))
        // The operating system that packed it, of which the content is independent.
        bytes[9] ^= 0xff
        let images = try folder.write(bytes, to: "images.gz")
        #expect(DatasetPreset(carriedImages: try ByteSource(path: images)) == nil)
        let result = try Classifier(.mnistSigmoid).evaluate(
            LabeledImages(images: images, labels: published.labels))
        #expect(result.verified == .mnist)
    }
}
