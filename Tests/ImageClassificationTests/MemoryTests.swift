import Foundation
import IDX
import ImageClassification
import TestSupport
import Testing

/// What is read from a path can be read from memory, with the same result.
@Suite("Files in memory")
struct MemoryTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func bytes(_ path: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(filePath: path)))
    }

    @Test("models answer the same from bytes of every format")
    func models() throws {
        let pixels = (0..<28 * 28).map { UInt8(truncatingIfNeeded: $0 * 7) }
        let path = BundledModel.mnistSigmoid.path
        let expected = try Classifier(path: path).logits(pixels)
        let content = try bytes(path)
        #expect(try Classifier(bytes: content).logits(pixels) == expected)
        #expect(try Model(bytes: content, source: "resource").source == "resource")
        #expect(throws: (any Error).self) { try Model(bytes: []) }
        #expect(throws: (any Error).self) { try Model(bytes: Array(content.dropLast())) }
    }

    @Test("networks of ONNX, NumPy and GGUF are told by their bytes")
    func formats() throws {
        for (bytes, name) in [
            ([0x08, 0x07] as [UInt8], "a.onnx"), (Array("GGUF".utf8), "a.gguf"),
            (Array("\u{93}NUMPY".unicodeScalars.map { UInt8($0.value) }), "a.npy"),
        ] {
            do {
                _ = try Model(bytes: bytes, source: name)
                Issue.record("\(name) was read")
            } catch {
                // Cut files: the reader of their own format says so, under their name.
                #expect("\(error)".hasPrefix(name), "\(error)")
                #expect(!"\(error)".contains("safetensors"), "\(error)")
            }
        }
    }

    @Test("a data set evaluates like its files, the name aside")
    func evaluation() throws {
        let classifier = try Classifier(path: TinyModel.brightestPixel(in: folder))
        let positions = (0..<50).map { $0 * 3 % 4 }
        let pixels = TinyModel.images(brightest: positions)
        let labels = positions.enumerated().map { $0.offset % 10 == 0 ? 0 : $0.element }
        let images = IDXFixture.uint8(dimensions: [50, 2, 2], pixels)
        let labelFile = IDXFixture.labels(labels.map(UInt8.init))
        let corrections = Array("index,label\n0,1\n".utf8)
        let disk = LabeledImages(
            images: try folder.write(images, to: "images"),
            labels: try folder.write(labelFile, to: "labels"),
            corrections: try folder.write(corrections, to: "corrections"))
        let expected = try classifier.evaluate(disk)
        #expect(expected.evaluation.total == 50)
        let sets = [
            LabeledImages(imageBytes: images, labelBytes: labelFile),
            LabeledImages(imageBytes: GzipFixture.member(images), labelBytes: labelFile),
            try LabeledImages(
                pixels: pixels, shape: ImageShape(height: 2, width: 2), labels: labels),
        ]
        for set in sets {
            let result = try classifier.evaluate(set.corrected(by: corrections))
            #expect(result.evaluation == expected.evaluation)
            #expect(result.corrected?.result == expected.corrected?.result)
            #expect(result.imageCount == 50)
            #expect(result.notes.isEmpty)
            #expect(result.remarks == expected.remarks)
        }
    }

    @Test("the bundled set is verified in memory as well")
    func verification() throws {
        let set = DatasetPreset.mnist.testSet
        let memory = LabeledImages(
            imageBytes: try bytes(set.images), labelBytes: try bytes(try #require(set.labels)))
        let result = try Classifier(.mnistSigmoid).evaluate(memory)
        #expect(result.verified == .mnist)
        // PyTorch's count for the same model and images; see models/README.md.
        #expect(result.evaluation.correct == 9868)
    }

    @Test("a path that is set takes the place of bytes")
    func path() throws {
        var set = LabeledImages(imageBytes: [1, 2, 3])
        set.images = "nowhere"
        #expect(throws: IDXError.self) { try set.openImages() }
        do { _ = try set.openImages() } catch { #expect("\(error)".hasPrefix("nowhere")) }
    }

    @Test("pixels and labels that do not fit are errors")
    func refusals() throws {
        let shape = ImageShape(height: 2, width: 2)
        #expect(throws: DatasetError.partialImage(file: "a", shape: shape, pixelCount: 5)) {
            try LabeledImages(pixels: [1, 2, 3, 4, 5], shape: shape, labels: [0], name: "a")
        }
        #expect(throws: DatasetError.noImages(file: "a", dimensions: [0, 2, 2])) {
            try LabeledImages(pixels: [], shape: shape, labels: [], name: "a")
        }
        for labels in [[], [1, 2], [-1], [1 << 31]] {
            #expect(throws: DatasetError.self) {
                try LabeledImages(pixels: [1, 2, 3, 4], shape: shape, labels: labels)
            }
        }
        let classifier = try Classifier(path: TinyModel.brightestPixel(in: folder))
        let wrong = try LabeledImages(pixels: [1, 2, 3, 4], shape: shape, labels: [4])
        #expect(throws: DatasetError.self) { try classifier.evaluate(wrong) }
        #expect(throws: LabelCorrectionsError.self) {
            try LabelCorrections(bytes: Array("x".utf8))
        }
        #expect(throws: ModelError.self) { try Architecture(bytes: Array("{}".utf8)) }
        #expect(throws: ModelError.self) { try Architecture(bytes: []) }
    }
}
