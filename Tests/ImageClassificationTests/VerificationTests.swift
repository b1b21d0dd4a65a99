import Foundation
import IDX
import ImageClassification
import TestSupport
import Testing

/// What is reported as verified is what was scored, whatever happens to the files meanwhile.
@Suite("Verification")
struct VerificationTests {
    private let folder: TemporaryFolder
    private let published = DatasetPreset.mnist.testSet
    private let classifier: Classifier

    init() throws {
        folder = try TemporaryFolder()
        classifier = try Classifier(.mnistSigmoid)
    }

    private func bytes(_ path: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(filePath: path)))
    }

    private func dataset(_ images: [UInt8], preset: DatasetPreset? = nil) throws -> LabeledImages {
        LabeledImages(
            images: try folder.write(images, to: "images.gz"), labels: published.labels,
            preset: preset)
    }

    @Test("bundled sets are verified, with one thread and with several", arguments: [1, 2, 5])
    func bundled(threads: Int) throws {
        var options = EvaluationOptions()
        options.threads = threads
        for preset in DatasetPreset.allCases {
            let result = try classifier.evaluate(preset.testSet, options: options)
            #expect(result.verified == preset)
        }
    }

    @Test("the same images in a file of the same size are known by what they are")
    func otherPacking() throws {
        var bytes = try bytes(published.images)
        // The operating system that packed it, of which the content is independent.
        bytes[9] ^= 0xff
        let result = try classifier.evaluate(dataset(bytes, preset: .mnist))
        #expect(result.verified == .mnist)
    }

    @Test("the published images with a label changed are no published set")
    func otherLabels() throws {
        var labels = try IDXArray(path: #require(published.labels)).bytes
        labels[9_999] = (labels[9_999] + 1) % 10
        let dataset = LabeledImages(
            images: published.images,
            labels: try folder.write(IDXFixture.labels(labels), to: "labels"), preset: nil)
        #expect(try classifier.evaluate(dataset).verified == nil)
    }

    /// Blank images in a file of the bundled one's size, padded with zeros as tapes are.
    private func blankImages() throws -> [UInt8] {
        let blank = GzipFixture.member(
            IDXFixture.uint8(
                dimensions: [10_000, 28, 28], [UInt8](repeating: 0, count: 7_840_000)))
        let size = try bytes(published.images).count
        return blank + [UInt8](repeating: 0, count: size - blank.count)
    }

    @Test("a file that is renamed over the one being read is not what is verified")
    func renamed() throws {
        let dataset = try dataset(try blankImages())
        let genuine = try folder.write(bytes(published.images), to: "genuine.gz")
        let reading = try DatasetReading(dataset)
        try rename(genuine, over: dataset.images)
        let result = try reading.evaluate(classifier)
        #expect(result.verified == nil)
        #expect(result.evaluation.accuracy < 0.2)
        // The other way round: what was opened is scored, and verified, to its end.
        let other = try self.dataset(try bytes(published.images))
        let blank = try folder.write(blankImages(), to: "blank.gz")
        let second = try DatasetReading(other)
        try rename(blank, over: other.images)
        let verified = try second.evaluate(classifier)
        #expect(verified.verified == .mnist)
        #expect(verified.evaluation.accuracy > 0.98)
    }

    private func rename(_ path: String, over other: String) throws {
        #expect(unsafe Foundation.rename(path, other) == 0)
    }

    @Test("a file that changes in place between its chunks is not verified", arguments: [1, 2])
    func changedInPlace(threads: Int) throws {
        let genuine = try bytes(published.images)
        let dataset = try dataset(genuine)
        var options = EvaluationOptions()
        options.threads = threads
        let reading = try DatasetReading(dataset, options: options)
        var changed = genuine
        for index in changed.indices where index >= 1 << 20 { changed[index] ^= 0x55 }
        let file = try FileHandle(forWritingTo: URL(filePath: dataset.images))
        try file.write(contentsOf: changed)
        try file.close()
        // Either all was read before the change, or the change was read and refused.
        do {
            let result = try reading.evaluate(classifier)
            #expect(result.verified == .mnist && result.evaluation.correct > 9_800)
        } catch {
            #expect(error is IDXError)
        }
    }

    @Test("bytes that begin like a bundled file and end otherwise are not that file")
    func storedBytes() throws {
        let genuine = try bytes(published.images)
        let first = ImagesDigest.firstBlockSize
        for changed in [nil, first, genuine.count - 1] {
            var bytes = genuine
            if let changed { bytes[changed] ^= 1 }
            var digest = ImagesDigest(StoredContent(header: [], storedSize: bytes.count))
            // The pixels are those of the bundled file; they are not looked at.
            digest.update(pixels: unsafe [UInt8]().span.bytes, stored: Array(bytes[..<first]))
            digest.update(pixels: unsafe [UInt8]().span.bytes, stored: Array(bytes[first...]))
            let isGenuine =
                digest.finalize() == .content(DatasetPreset.mnist.images.contentSHA256)
            #expect(isGenuine == (changed == nil))
        }
    }

    @Test("a file that grows is what it was when it was opened")
    func growing() throws {
        let dataset = try dataset(try bytes(published.images))
        let reading = try DatasetReading(dataset)
        let file = try FileHandle(forWritingTo: URL(filePath: dataset.images))
        try file.seekToEnd()
        try file.write(contentsOf: [UInt8](repeating: 7, count: 1_000))
        try file.close()
        #expect(try reading.evaluate(classifier).verified == .mnist)
        // Opened again it has bytes after its end, which are refused.
        #expect(throws: IDXError.self) { try classifier.evaluate(dataset) }
    }
}
