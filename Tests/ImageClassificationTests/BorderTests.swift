import FileIO
import IDX
import ImageClassification
import ONNX
import Safetensors
import TestSupport
import Testing

/// What callers may hand over by mistake: an error each, never the end of the process.
@Suite("Mistakes of callers")
struct BorderTests {
    private let classifier: Classifier

    init() throws {
        let folder = try TemporaryFolder()
        classifier = try Classifier(path: TinyModel.brightestPixel(in: folder))
        withExtendedLifetime(folder) {}
    }

    /// Expects an error whose text is one sentence, without the option of any command.
    private func expectError(_ body: () throws -> Void) {
        do {
            try body()
            Issue.record("no error")
        } catch {
            let text = "\(error)"
            #expect(!text.isEmpty && !text.contains("\n") && !text.contains("--"), "\(text)")
        }
    }

    @Test("pixels of another number than images have", arguments: [1, 3, 5, 7, 4_097])
    func pixels(count: Int) throws {
        let pixels = [UInt8](repeating: 1, count: count)
        let session = InferenceSession(classifier, threads: 0)
        expectError { _ = try classifier.logits(pixels) }
        expectError { _ = try classifier.classify(pixels) }
        expectError { _ = try classifier.classify(batch: pixels) }
        expectError { _ = try classifier.classify(batch: pixels, rejects: true) }
        expectError { _ = try session.logits(of: pixels) }
        expectError { _ = try session.classes(of: pixels) }
        expectError { _ = try Explainer(classifier).explain(pixels) }
        expectError {
            var values = [Float](repeating: 0, count: 4)
            var span = values.mutableSpan
            try session.logits(of: pixels.span, into: &span)
        }
        expectError {
            var values = [Float](repeating: 0, count: 3)
            var span = values.mutableSpan
            try session.probabilities(of: [1, 2, 3, 4].span, into: &span)
        }
        expectError {
            _ = try LabeledImages(
                pixels: pixels, shape: ImageShape(height: 2, width: 2), labels: [0])
        }
    }

    @Test("no pixels at all")
    func empty() throws {
        #expect(try classifier.logits([]).rows == 0)
        #expect(try classifier.classify(batch: []) == [])
        #expect(try InferenceSession(classifier).classes(of: []) == [])
        expectError { _ = try classifier.classify([]) }
        expectError { _ = try Explainer(classifier).explain([]) }
    }

    @Test("numbers below 1")
    func counts() {
        let pixels: [UInt8] = [1, 2, 3, 4]
        for wrong in [0, -1, Int.min] {
            expectError { _ = try classifier.logits(pixels, batchSize: wrong) }
            expectError { _ = try classifier.logits(pixels, threads: wrong) }
        }
    }

    @Test("files of no bytes, of one and of nonsense, in every format")
    func bytes() {
        for bytes in [[], [0], [0x1F], Array("{}".utf8), Array(repeating: 0xFF, count: 100)]
            as [[UInt8]]
        {
            expectError { _ = try Model(bytes: bytes) }
            expectError { _ = try Classifier(bytes: bytes) }
            expectError { _ = try Architecture(bytes: bytes) }
            expectError { _ = try LabelCorrections(bytes: bytes) }
            expectError { _ = try LabeledImages(imageBytes: bytes).openImages() }
            expectError { _ = try IDXReader(bytes: bytes, source: "a") }
            expectError { _ = try IDXArray(bytes: bytes, source: "a") }
            expectError { _ = try SafetensorsFile(bytes: bytes, source: "a") }
            expectError { _ = try ONNXModel(bytes: bytes, source: "a") }
            expectError { _ = try Picture(bytes: bytes, source: "a") }
            expectError {
                let set = LabeledImages(imageBytes: bytes, labelBytes: bytes)
                _ = try classifier.evaluate(set)
            }
        }
    }

    @Test("paths of nothing, of a folder, with NUL")
    func paths() {
        for path in ["", "/nowhere", "/", "a\0b"] {
            expectError { _ = try Model(path: path) }
            expectError { _ = try Architecture(path: path) }
            expectError { _ = try LabelCorrections(path: path) }
            expectError { _ = try IDXReader(path: path) }
            expectError { _ = try Picture(path: path) }
            expectError { _ = try classifier.evaluate(LabeledImages(images: path, labels: path)) }
        }
    }

    @Test("weights of NaN, and networks that answer NaN")
    func notANumber() throws {
        let nan = Matrix([[Float.nan]])
        expectError { _ = try Network([Dense(weights: nan)]) }
        expectError { _ = try nan.argmaxOfRows() }
        let network = try Network([Dense(weights: nan)], allowsNonFinite: true)
        expectError { _ = try network.predict(Matrix([[1]])) }
        let folder = try TemporaryFolder()
        let overflowing = try Classifier(path: TinyModel.overflowing(in: folder))
        expectError { _ = try overflowing.classify([9, 9, 9, 9]) }
        expectError { _ = try InferenceSession(overflowing).classes(of: [9, 9, 9, 9]) }
        expectError { _ = try Explainer(overflowing).explain([9, 9, 9, 9]) }
    }
}
