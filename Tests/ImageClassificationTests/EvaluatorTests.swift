import ImageClassification
import TestSupport
import Testing

@Suite("Evaluating a data set")
struct EvaluatorTests {
    private let folder: TemporaryFolder
    private let classifier: Classifier

    init() throws {
        folder = try TemporaryFolder()
        classifier = try Classifier(path: TinyModel.brightestPixel(in: folder))
    }

    /// Writes a data set of images 2 × 2 and evaluates it.
    private func evaluate(
        images: [UInt8], labels: [UInt8], _ options: EvaluationOptions = EvaluationOptions()
    ) throws -> EvaluationResult {
        try classifier.evaluate(
            LabeledImages(
                images: folder.write(images, to: "images"),
                labels: folder.write(labels, to: "labels")),
            options: options)
    }

    private func images(_ positions: [Int]) -> [UInt8] {
        IDXFixture.uint8(
            dimensions: [UInt32(positions.count), 2, 2], TinyModel.images(brightest: positions))
    }

    @Test("counts right answers, mistakes and top-k")
    func counts() throws {
        var options = EvaluationOptions()
        options.mistakeLimit = 10
        options.topK = 2
        let result = try evaluate(
            images: images([0, 1, 2, 3]), labels: IDXFixture.labels([0, 1, 3, 3]), options)
        #expect(result.evaluation.total == 4)
        #expect(result.evaluation.correct == 3)
        #expect(result.evaluation.confusion[label: 3, prediction: 2] == 1)
        #expect(result.evaluation.mistakes.map(\.index) == [2])
        // The three other pixels tie; class 3 comes after 0 and 1 among them.
        #expect(result.evaluation.topKCorrect == 3)
        #expect(result.verified == nil)
    }

    @Test(
        "gives the same for every batch size and number of threads",
        arguments: [1, 2, 7, 100, 5000], [1, 2, 5])
    func invariance(batchSize: Int, threads: Int) throws {
        var random = SeededGenerator(seed: 3)
        let count = 1500
        let pixels = (0..<count * 4).map { _ in UInt8.random(in: 0...255, using: &random) }
        let labels = (0..<count).map { _ in UInt8.random(in: 0..<4, using: &random) }
        func run(_ batchSize: Int, _ threads: Int) throws -> Evaluation {
            var options = EvaluationOptions()
            options.batchSize = batchSize
            options.threads = threads
            options.mistakeLimit = count
            return try evaluate(
                images: IDXFixture.uint8(dimensions: [UInt32(count), 2, 2], pixels),
                labels: IDXFixture.labels(labels), options
            ).evaluation
        }
        #expect(try run(batchSize, threads) == run(64, 1))
    }

    @Test("a limit evaluates the first images, yet checks the files to their end")
    func limit() throws {
        var options = EvaluationOptions()
        options.limit = 2
        let good = images([0, 1, 2, 3])
        let labels = IDXFixture.labels([0, 1, 0, 0])
        let result = try evaluate(images: good, labels: labels, options)
        #expect(result.evaluation.total == 2 && result.evaluation.correct == 2)
        #expect(result.imageCount == 4)
        var packed = GzipFixture.member(good)
        packed[packed.count - 6] ^= 1
        #expect(throws: (any Error).self) {
            try evaluate(images: packed, labels: labels, options)
        }
        var packedLabels = GzipFixture.member(labels)
        packedLabels[packedLabels.count - 6] ^= 1
        #expect(throws: (any Error).self) {
            try evaluate(images: good, labels: packedLabels, options)
        }
    }

    @Test("progress ends at the number of images")
    func progress() throws {
        let dataset = LabeledImages(
            images: try folder.write(images([0, 1, 2]), to: "images"),
            labels: try folder.write(IDXFixture.labels([0, 1, 2]), to: "labels"))
        var last: [Int] = []
        _ = try classifier.evaluate(dataset) { last = [$0, $1] }
        #expect(last == [3, 3])
    }

    @Test("images with channels, of other types, and labels of every integer type are read")
    func types() throws {
        let positions: [Int] = [2, 0]
        let pixels = TinyModel.images(brightest: positions)
        let sound: [(images: [UInt8], labels: [UInt8])] = [
            // [N, C, H, W] of one channel.
            (
                IDXFixture.uint8(dimensions: [2, 1, 2, 2], pixels),
                IDXFixture.header(type: 0x0C, dimensions: [2]) + [0, 0, 0, 2, 0, 0, 0, 0]
            ),
            // Big-endian 16-bit pixels; QMNIST-like labels of rank 2.
            (
                IDXFixture.header(type: 0x0B, dimensions: [2, 2, 2]) + pixels.flatMap { [0, $0] },
                IDXFixture.header(type: 0x09, dimensions: [2, 8])
                    + [2, 9, 9, 9, 9, 9, 9, 9, 0, 9, 9, 9, 9, 9, 9, 9]
            ),
            // Float pixels that are whole numbers: 200 is 0x43480000, 50 is 0x42480000.
            (
                IDXFixture.header(type: 0x0D, dimensions: [2, 2, 2])
                    + pixels.flatMap { [$0 == 200 ? 0x43 : 0x42, 0x48, 0, 0] },
                IDXFixture.header(type: 0x09, dimensions: [2]) + [2, 0]
            ),
        ]
        for (images, labels) in sound {
            #expect(try evaluate(images: images, labels: labels).evaluation.correct == 2)
        }
    }

    @Test("files that are sound IDX but do not fit are refused with what is wrong")
    func refusals() throws {
        let good = images([0, 1])
        let labels = IDXFixture.labels([0, 1])
        func check(_ images: [UInt8], _ labels: [UInt8], _ expected: DatasetError) {
            #expect(throws: expected) { try evaluate(images: images, labels: labels) }
        }
        let (imageFile, labelFile) = (folder.path("images"), folder.path("labels"))
        check(labels, good, .notImages(file: imageFile, dimensions: [2]))
        check(good, good, .notLabels(file: labelFile, dimensions: [2, 2, 2]))
        check(
            good, IDXFixture.labels([0]),
            .countsDiffer(images: imageFile, imageCount: 2, labels: labelFile, labelCount: 1))
        check(
            good, IDXFixture.labels([0, 4]),
            .labelOutOfRange(file: labelFile, index: 1, label: 4, classCount: 4))
        check(
            good, IDXFixture.header(type: 0x09, dimensions: [2]) + [0, 0xFF],
            .labelOutOfRange(file: labelFile, index: 1, label: -1, classCount: 4))
        check(
            good, IDXFixture.header(type: 0x0D, dimensions: [2]) + [0, 0, 0, 0, 0, 0, 0, 0],
            .labelType(file: labelFile, found: "float32"))
        check(
            IDXFixture.uint8(dimensions: [0, 2, 2], []), IDXFixture.labels([]),
            .noImages(file: imageFile, dimensions: [0, 2, 2]))
        check(
            IDXFixture.uint8(dimensions: [2, 0, 2], []), labels,
            .noImages(file: imageFile, dimensions: [2, 0, 2]))
        check(
            IDXFixture.uint8(dimensions: [2, 2, 2, 2, 2], Array(repeating: 0, count: 32)), labels,
            .notImages(file: imageFile, dimensions: [2, 2, 2, 2, 2]))
        check(
            IDXFixture.uint8(dimensions: [2, 2, 3], Array(repeating: 0, count: 12)), labels,
            .shapeDiffers(
                file: imageFile, found: ImageShape(height: 2, width: 3), expected: "4 (2 × 2)"))
        // NaN as the first float pixel of image 1.
        check(
            IDXFixture.header(type: 0x0D, dimensions: [2, 2, 2])
                + Array(repeating: 0, count: 16) + [0x7F, 0xC0, 0, 0]
                + Array(repeating: 0, count: 12),
            labels, .pixelOutOfRange(file: imageFile, image: 1, element: 0, value: "nan"))
        check(
            IDXFixture.header(type: 0x0B, dimensions: [2, 2, 2])
                + Array(repeating: 0, count: 14) + [1, 0],
            labels, .pixelOutOfRange(file: imageFile, image: 1, element: 3, value: "256.0"))
    }

    @Test("labels of too many columns, or of none, are refused by that number")
    func labelColumns() {
        for columns in [0, 257] {
            let error = DatasetError.notLabels(file: "f", dimensions: [2, columns])
            let labels = IDXFixture.uint8(
                dimensions: [2, UInt32(columns)], Array(repeating: 0, count: 2 * columns))
            #expect(
                throws: DatasetError.notLabels(
                    file: folder.path("labels"), dimensions: [2, columns])
            ) {
                try evaluate(images: images([0, 1]), labels: labels)
            }
            #expect(
                "\(error)" == "f: is not a label file: expected 1 to 256 columns, "
                    + "the label in column 0, found \(columns)")
        }
    }

    @Test("a preset with other content is refused with both checksums")
    func preset() throws {
        let dataset = LabeledImages(
            images: try folder.write(images([0]), to: "images"),
            labels: try folder.write(IDXFixture.labels([0]), to: "labels"), preset: .mnist)
        #expect {
            try classifier.evaluate(dataset)
        } throws: { error in
            "\(error)".contains("is not the published MNIST test set: it holds 1 images")
        }
    }
}
