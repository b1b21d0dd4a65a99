import IDX
import ImageClassification
import TestSupport
import Testing

/// What must not depend on how threads share the work: answers, and which error is reported.
@Suite("Reading and inferring at the same time")
struct PipelineTests {
    /// Four chunks of images 2 × 2.
    private static let imageCount = 100_000
    private static let threadCounts = [1, 2, 5]

    private let folder: TemporaryFolder
    private let classifier: Classifier

    init() throws {
        folder = try TemporaryFolder()
        classifier = try Classifier(path: TinyModel.brightestPixel(in: folder))
    }

    private static func images(_ count: Int) -> [UInt8] {
        IDXFixture.uint8(
            dimensions: [UInt32(count), 2, 2],
            TinyModel.images(brightest: (0..<count).map { $0 % 4 }))
    }

    /// Labels that are right, but for every tenth.
    private static func labels(_ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(($0 + ($0 % 10 == 0 ? 1 : 0)) % 4) }
    }

    private func dataset(_ images: [UInt8], _ labels: [UInt8]) throws -> LabeledImages {
        LabeledImages(
            images: try folder.write(images, to: "images"),
            labels: try folder.write(labels, to: "labels"))
    }

    private func options(threads: Int, limit: Int? = nil) -> EvaluationOptions {
        var options = EvaluationOptions()
        options.threads = threads
        options.limit = limit
        return options
    }

    @Test("counts are right for files of many chunks, of one, and of one image")
    func counts() throws {
        for count in [1, 9, 10, Self.imageCount] {
            let dataset = try dataset(
                GzipFixture.member(Self.images(count)),
                IDXFixture.labels(Self.labels(count)))
            for threads in Self.threadCounts {
                let result = try classifier.evaluate(dataset, options: options(threads: threads))
                #expect(result.evaluation.total == count)
                #expect(result.evaluation.correct == count - (count + 9) / 10)
                #expect(result.timing.threads == threads)
            }
        }
    }

    @Test(
        "what was read before there was a classifier counts like the rest",
        arguments: threadCounts)
    func readingAhead(threads: Int) throws {
        // Fewer images than there are chunks to read ahead, and more.
        for count in [1, Self.imageCount, 900_000] {
            let dataset = try dataset(Self.images(count), IDXFixture.labels(Self.labels(count)))
            let reading = try DatasetReading(dataset, options: options(threads: threads))
            let result = try reading.evaluate(classifier)
            #expect(result.evaluation.total == count)
            #expect(result.evaluation.correct == count - (count + 9) / 10)
        }
    }

    @Test("a reading that nobody scores ends", arguments: threadCounts)
    func readingInVain(threads: Int) throws {
        let dataset = try dataset(Self.images(900_000), IDXFixture.labels(Self.labels(900_000)))
        for _ in 0..<20 { _ = try DatasetReading(dataset, options: options(threads: threads)) }
        let result = try classifier.evaluate(dataset, options: options(threads: threads, limit: 11))
        #expect((result.evaluation.total, result.evaluation.correct) == (11, 9))
    }

    @Test("progress rises chunk by chunk to the limit", arguments: threadCounts)
    func progress(threads: Int) throws {
        let dataset = try dataset(
            Self.images(Self.imageCount), IDXFixture.labels(Self.labels(Self.imageCount)))
        let limit = Self.imageCount - 3
        var steps: [Int] = []
        _ = try classifier.evaluate(dataset, options: options(threads: threads, limit: limit)) {
            steps.append($0)
            #expect($1 == limit)
        }
        #expect(steps.count > 1 && steps == steps.sorted() && steps.last == limit)
    }

    @Test(
        "an error in the middle of the images is reported, with all threads",
        arguments: threadCounts)
    func damage(threads: Int) throws {
        let sound = GzipFixture.member(Self.images(Self.imageCount), level: 0)
        let labels = IDXFixture.labels(Self.labels(Self.imageCount))
        // Stored blocks: their content can be changed without damaging the stream.
        var wrong = sound
        wrong[sound.count / 2] ^= 1
        for damaged in [wrong, Array(sound[..<(sound.count / 2)])] {
            let dataset = try dataset(damaged, labels)
            #expect(throws: IDXError.self) {
                try classifier.evaluate(dataset, options: options(threads: threads))
            }
        }
    }

    @Test("of several errors the first one in the data is reported", arguments: threadCounts)
    func firstError(threads: Int) throws {
        var labels = Self.labels(Self.imageCount)
        let (first, second) = (Self.imageCount / 3, Self.imageCount / 2)
        (labels[first], labels[second]) = (7, 9)
        let images = Self.images(Self.imageCount)
        let damaged = GzipFixture.member(images, level: 0).dropLast(100)
        for images in [images, Array(damaged)] {
            let dataset = try dataset(images, IDXFixture.labels(labels))
            for _ in 0..<2 {
                #expect(
                    throws: DatasetError.labelOutOfRange(
                        file: folder.path("labels"), index: first, label: 7, classCount: 4)
                ) {
                    try classifier.evaluate(dataset, options: options(threads: threads))
                }
            }
        }
    }

    @Test("answers that are NaN are reported for the first image", arguments: threadCounts)
    func invalidLogits(threads: Int) throws {
        let path = try TinyModel.overflowing(in: folder)
        let classifier = try Classifier(path: path)
        let (count, first) = (70_000, 40_123)
        var pixels = [UInt8](repeating: 0, count: count * 4)
        for image in stride(from: first, to: count, by: 1000) {
            (pixels[image * 4], pixels[image * 4 + 1]) = (2, 2)
        }
        let dataset = try dataset(
            IDXFixture.uint8(dimensions: [UInt32(count), 2, 2], pixels),
            IDXFixture.labels(Self.labels(count)))
        for _ in 0..<2 {
            #expect(throws: ModelError.invalidLogits(file: path, image: first)) {
                try classifier.evaluate(dataset, options: self.options(threads: threads))
            }
        }
    }

    @Test("labels that end early are reported, with all threads", arguments: threadCounts)
    func shortLabels(threads: Int) throws {
        let labels = IDXFixture.labels(Self.labels(Self.imageCount))
        let dataset = try dataset(
            Self.images(Self.imageCount),
            GzipFixture.header + GzipFixture.deflate(Array(labels.dropLast(1000)))
                + GzipFixture.trailer(Array(labels.dropLast(1000))))
        #expect(throws: IDXError.self) {
            try classifier.evaluate(dataset, options: options(threads: threads))
        }
    }
}
