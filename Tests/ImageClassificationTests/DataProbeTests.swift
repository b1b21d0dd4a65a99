import FileIO
import Foundation
import IDX
import ImageClassification
import TestSupport
import Testing

/// Sets that are stored otherwise than they are read, made of the bundled one.
@Suite("Signs of another layout")
struct DataProbeTests {
    private let folder: TemporaryFolder
    private let images: [UInt8]
    private let labels: [UInt8]
    private static let count = 400

    init() throws {
        folder = try TemporaryFolder()
        let set = DatasetPreset.mnist.testSet
        images = Array(try IDXArray(path: set.images).bytes.prefix(Self.count * 784))
        labels = try IDXArray(path: set.labels ?? "").bytes.prefix(Self.count).map { $0 }
    }

    /// Moves each pixel of each image to where `place` says, and changes its value.
    private func moved(
        _ place: (_ row: Int, _ column: Int) -> (Int, Int), value: (UInt8) -> UInt8 = { $0 }
    ) -> [UInt8] {
        var moved = images
        for image in 0..<Self.count {
            for row in 0..<28 {
                for column in 0..<28 {
                    let (newRow, newColumn) = place(row, column)
                    moved[image * 784 + newRow * 28 + newColumn] =
                        value(images[image * 784 + row * 28 + column])
                }
            }
        }
        return moved
    }

    private func evaluate(
        _ pixels: [UInt8], _ labels: [UInt8], _ options: DataOptions = DataOptions(),
        threads: Int = 2
    ) throws -> EvaluationResult {
        var evaluation = EvaluationOptions()
        evaluation.threads = threads
        return try Classifier(.mnistMLP).evaluate(
            LabeledImages(
                images: folder.write(
                    IDXFixture.uint8(dimensions: [UInt32(Self.count), 28, 28], pixels),
                    to: "images"),
                labels: folder.write(IDXFixture.labels(labels), to: "labels"), options: options),
            options: evaluation)
    }

    @Test("images as they should be give no remark")
    func sound() throws {
        let result = try evaluate(images, labels)
        #expect(result.evaluation.accuracy > 0.98 && result.remarks.isEmpty)
    }

    @Test("transposed, mirrored and inverted images are told, and read right once it is said")
    func stored() throws {
        let correct = try evaluate(images, labels).evaluation.correct
        var options = DataOptions()
        func check(_ pixels: [UInt8], _ names: [String], _ threads: Int) throws {
            let wrong = try evaluate(pixels, labels, threads: threads)
            #expect(wrong.evaluation.accuracy < 0.8)
            #expect(wrong.remarks.map { $0.settings.map(\.name) } == [names])
            #expect(try evaluate(pixels, labels, options).evaluation.correct == correct)
        }
        options.transposes = true
        for threads in [1, 3] { try check(moved { ($1, $0) }, ["transposes"], threads) }
        options = DataOptions()
        options.inverts = true
        try check(moved({ ($0, $1) }, value: { 255 - $0 }), ["inverts"], 2)
        options = DataOptions()
        options.mirrors = true
        try check(moved { ($0, 27 - $1) }, ["mirrors"], 2)
        options.inverts = true
        try check(
            moved({ ($0, 27 - $1) }, value: { 255 - $0 }), ["mirrors", "inverts"], 2)
    }

    @Test("labels that are one too high are told where none is too high for the network")
    func shiftedLabels() throws {
        // Without the nines, labels 1 to 9 are classes of the network, only wrong ones.
        let kept = labels.indices.filter { labels[$0] < 9 }
        let pixels = kept.flatMap { images[$0 * 784..<($0 + 1) * 784] }
        let shifted = kept.map { labels[$0] + 1 }
        let set = LabeledImages(
            images: try folder.write(
                IDXFixture.uint8(dimensions: [UInt32(kept.count), 28, 28], pixels), to: "images"),
            labels: try folder.write(IDXFixture.labels(shifted), to: "labels"))
        let result = try Classifier(.mnistMLP).evaluate(set)
        #expect(result.evaluation.accuracy < 0.05)
        #expect(result.remarks.map(\.settings) == [[.firstLabel.set(to: "1")]])
    }

    @Test("where no layout helps, chance is called chance")
    func chance() throws {
        let rotated = labels.map { ($0 + 3) % 10 }
        let result = try evaluate(images, rotated)
        #expect(result.remarks.count == 1)
        #expect(result.remarks[0].text.hasPrefix("no more answers are right than by chance"))
    }

    @Test("no set is called published whose pixels an option changes")
    func verification() throws {
        var set = DatasetPreset.mnist.testSet
        let classifier = try Classifier(.mnistSigmoid)
        set.options.transposes = true
        #expect(try classifier.evaluate(set).verified == nil)
        set.options = DataOptions()
        set.options.pixelRange = .bytes
        #expect(try classifier.evaluate(set).verified == .mnist)
    }

    @Test("answers without labels are those of an evaluation, and doubt is told likewise")
    func predictions() throws {
        let classifier = try Classifier(.mnistMLP)
        func predict(_ pixels: [UInt8]) throws -> (classes: [Int], remarks: [DataRemark]) {
            let stream = try PredictionStream(
                LabeledImages(
                    images: folder.write(
                        IDXFixture.uint8(dimensions: [UInt32(Self.count), 28, 28], pixels),
                        to: "images")),
                classifier: classifier)
            var classes: [Int] = []
            while let batch = try stream.next() { classes += batch.map(\.classIndex) }
            return (classes, stream.remarks)
        }
        let found = try predict(images)
        #expect(found.classes == (try InferenceSession(classifier).classes(of: images)))
        #expect(found.remarks.isEmpty)
        let inverted = try predict(moved({ ($0, $1) }, value: { 255 - $0 }))
        #expect(inverted.remarks.map { $0.settings.map(\.name) } == [["inverts"]])
        for (pixels, name) in [
            (moved { ($1, $0) }, "transposes"), (moved { ($0, 27 - $1) }, "mirrors"),
        ] {
            #expect(try predict(pixels).remarks.map { $0.settings.map(\.name) } == [[name]])
        }
    }
}
