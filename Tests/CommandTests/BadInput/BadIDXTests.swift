import Foundation
import TestSupport
import Testing

@Suite("Bad IDX files")
struct BadIDXTests {
    private static let images = idx([6, 2, 2], TinyData.pixels)

    private static func bigEndian<Number: FixedWidthInteger>(_ numbers: [Number]) -> [UInt8] {
        numbers.flatMap { GzipFixture.littleEndian($0).reversed() }
    }

    private static func floats(_ values: [Float]) -> [UInt8] {
        bigEndian(values.map(\.bitPattern))
    }

    /// The images as floats, one of whose pixels is `value`: the second of image 2.
    private static func images(with value: Float) -> [UInt8] {
        var pixels = TinyData.pixels.map { Float($0) }
        pixels[9] = value
        return idx(type: 0x0D, [6, 2, 2], floats(pixels))
    }

    private static let knownTypes =
        "08 (uint8), 09 (int8), 0B (int16), 0C (int32), 0D (float32), 0E (float64)"

    private static let headers = [
        BadFile(
            "three bytes", [0, 0, 8], "IDX header is cut at byte 3: expected 4 bytes, found 3"),
        BadFile(
            "a header cut in its dimensions", Array(images[..<9]),
            "IDX header is cut at byte 9: expected 16 bytes, found 9"),
        BadFile(
            "a header in little-endian order", [3, 8, 0, 0] + images[4...],
            "byte order is reversed at byte 0: expected 00 00 08 03, found 03 08 00 00"),
        BadFile(
            "an unknown type", [0, 0, 0x0A, 3] + images[4...],
            "unknown type code at byte 2: expected \(knownTypes), found 0x0A"),
        BadFile(
            "a type after the last", [0, 0, 0x0F, 3] + images[4...],
            "unknown type code at byte 2: expected \(knownTypes), found 0x0F"),
        BadFile(
            "rank 0", [0, 0, 8, 0], "unsupported rank at byte 3: expected 1 to 8, found 0"),
        BadFile(
            "rank 255", [0, 0, 8, 255] + [UInt8](repeating: 0, count: 1020),
            "unsupported rank at byte 3: expected 1 to 8, found 255"),
        // 4,294,967,295 × 784 + 16
        BadFile(
            "the highest count", idx([4_294_967_295, 28, 28], [UInt8](repeating: 0, count: 784)),
            "content ends early at byte 800: "
                + "expected 3367254359296 bytes as its header announces, found 800"),
        // 65,536³ + 16
        BadFile(
            "three large dimensions", idx([65_536, 65_536, 65_536], []),
            "content ends early at byte 16: "
                + "expected 281474976710672 bytes as its header announces, found 16"),
        BadFile(
            "the highest dimensions", idx([4_294_967_295, 4_294_967_295, 4_294_967_295], []),
            "size overflows at byte 4: expected dimensions whose product is a possible size, "
                + "found 4294967295 x 4294967295 x 4294967295"),
        BadFile(
            "a missing byte", Array(images.dropLast()),
            "content ends early at byte 39: expected 40 bytes as its header announces, found 39"),
        BadFile(
            "a byte too many", images + [0],
            "1 byte too many at byte 40: expected 40 bytes as its header announces, found 41"),
        BadFile(
            "a missing byte, compressed", GzipFixture.member(Array(images.dropLast())),
            "content ends early at byte 39: expected 40 bytes as its header announces, found 39"),
        BadFile(
            "a byte too many, compressed", GzipFixture.member(images + [0]),
            "content does not end at byte 40: "
                + "expected 40 bytes as its header announces, found more"),
    ]

    @Test(
        "a header that lies is refused with the byte, what is expected and what is found",
        arguments: headers)
    func header(bad: BadFile) throws {
        try TinyData().expectRefusal(of: bad, as: .images)
        try TinyData().expectRefusalByInspect(of: bad)
    }

    @Test("an empty file and one that starts with something else are told what could stand there")
    func noIDX() throws {
        let data = try TinyData()
        let empty = BadFile("empty", [], "is empty: expected gzip or IDX, found 0 bytes")
        try data.expectRefusal(of: empty, as: .images)
        try data.expectRefusal(of: empty, as: .labels)
        try data.expectRefusalByInspect(
            of: BadFile(
                "empty", [], "is empty: expected IDX, gzip, safetensors or a picture, found 0 bytes"
            ))
        try data.expectRefusal(
            of: BadFile(
                "magic", [1, 2, 3, 4] + Self.images[4...],
                "wrong magic number at byte 0: expected 1F 8B (gzip) or 00 00 (IDX), "
                    + "found 01 02 03 04"), as: .images)
        try data.expectRefusalByInspect(
            of: BadFile(
                "magic", [1, 2, 3, 4] + Self.images[4...],
                "unknown format at byte 0: expected IDX (00 00), gzip (1F 8B), safetensors or a "
                    + "picture, found 01 02 03 04 00 00 00 06"))
    }

    private static let otherRange =
        "; pixels of another range need --pixel-range 0..1, or what theirs is"

    private static let noImages = [
        BadFile(
            "a label file", idx([6], TinyData.labels),
            "is a label file (rank 1); expected images of rank 3, or 4 with channels; "
                + "were images and labels swapped?"),
        BadFile(
            "rank 2", idx([6, 4], TinyData.pixels),
            "holds rows of 4 numbers, which are no square grey images: --image-shape says the size "
                + "of an image"),
        BadFile(
            "rank 5", idx([1, 1, 6, 2, 2], TinyData.pixels),
            "is not an image file: expected rank 3, or 4 with channels, "
                + "found rank 5 [1, 1, 6, 2, 2]"),
        BadFile("no images", idx([0, 2, 2], []), "holds no images [0, 2, 2]: nothing to evaluate"),
        BadFile("no rows", idx([6, 0, 2], []), "holds no images [6, 0, 2]: nothing to evaluate"),
        BadFile(
            "another size", idx([6, 3, 3], [UInt8](repeating: 0, count: 54)),
            "the model wants 4 inputs, the images have 9 (3 × 3)"),
        BadFile(
            "NaN", images(with: .nan),
            "pixel 1 at image 2 is nan, not a finite whole number in 0–255"
                + otherRange),
        BadFile(
            "infinity", images(with: .infinity),
            "pixel 1 at image 2 is inf, not a finite whole number in 0–255"
                + otherRange),
        BadFile(
            "a negative pixel", images(with: -1),
            "pixel 1 at image 2 is -1.0, not a finite whole number in 0–255"
                + otherRange),
        BadFile(
            "a pixel of 2^126", images(with: 0x1p126),
            "pixel 1 at image 2 is 8.507059173023462e+37, not a finite whole number in 0–255"
                + otherRange),
        BadFile(
            "a fraction", images(with: 0.5),
            "pixel 1 at image 2 is 0.5, not a finite whole number in 0–255"
                + otherRange),
        BadFile(
            "a model", safetensors([("W1", [1], [0])]),
            "is a safetensors file, not gzip or IDX: expected images or labels"),
    ]

    @Test("sound files that are no images, or not this model's, are refused", arguments: noImages)
    func notImages(bad: BadFile) throws {
        try TinyData().expectRefusal(of: bad, as: .images)
        let data = try TinyData()
        let path = try data.temporary.write(bad.bytes, to: bad.name)
        let arguments =
            ["classify", "--images", path, "--model", data.model]
            + ["--weight-order", "input-output", "--mean", "0", "--index", "2"]
        guard bad.testDescription != "no images" else { return }
        expect(try run(arguments), refuses: path, bad.sentence)
    }

    private static let noLabels = [
        BadFile(
            "an image file", images,
            "is an image file (rank 3); expected labels of rank 1; "
                + "were images and labels swapped?"),
        BadFile(
            "257 columns", idx([6, 257], [UInt8](repeating: 0, count: 6 * 257)),
            "is not a label file: expected 1 to 256 columns, the label in column 0, found 257"),
        BadFile(
            "no columns", idx([6, 0], []),
            "is not a label file: expected 1 to 256 columns, the label in column 0, found 0"),
        BadFile(
            "no rows of many columns", idx([0, 4_294_967_295], []),
            "is not a label file: "
                + "expected 1 to 256 columns, the label in column 0, found 4294967295"),
        BadFile(
            "label 10", idx([6], [0, 1, 10, 3, 0, 2]),
            "label 10 at index 2 is out of range: the model has 4 classes, 0 to 3"),
        BadFile(
            "label 255", idx([6], [0, 1, 2, 3, 0, 255]),
            "label 255 at index 5 is out of range: the model has 4 classes, 0 to 3"),
        BadFile(
            "labels from 1", idx([6], [1, 2, 3, 4, 1, 3]),
            "label 4 at index 3 is out of range: the model has 4 classes, 0 to 3; "
                + "no label so far is 0: for labels that start at 1 use --labels-from 1"),
        BadFile(
            "three columns", idx([6, 3], [UInt8](repeating: 2, count: 18)),
            "label 0 is not one-hot: expected a single 1 among 3 numbers, all others 0"),
        BadFile(
            "label -1", idx(type: 0x0C, [6], bigEndian([0, 1, -1, 3, 0, 2] as [Int32])),
            "label -1 at index 2 is out of range: the model has 4 classes, 0 to 3"),
        BadFile(
            "label 2^31 - 1", idx(type: 0x0C, [6], bigEndian([.max, 1, 2, 3, 0, 2] as [Int32])),
            "label 2147483647 at index 0 is out of range: the model has 4 classes, 0 to 3"),
        BadFile(
            "labels that are fractions", idx(type: 0x0D, [6], floats([0, 1, 2, 3, 0, 2])),
            "labels are expected to be of an integer type, found float32"),
    ]

    @Test("sound files that are no labels, or not this model's, are refused", arguments: noLabels)
    func notLabels(bad: BadFile) throws {
        try TinyData().expectRefusal(of: bad, as: .labels)
    }

    @Test("another number of labels than of images is refused with both files and numbers")
    func countsDiffer() throws {
        let data = try TinyData()
        let labels = try data.temporary.write(idx([5], [0, 1, 2, 3, 0]), to: "five.idx")
        for command in ["evaluate", "classify"] {
            expect(
                try run(data.arguments(command, [.labels: labels])), refuses: data.images,
                "counts differ: 6 images, but 5 labels in \(labels)")
        }
    }

    @Test("swapped options are refused with the question whether they were")
    func swapped() throws {
        let data = try TinyData()
        expect(
            try run(data.arguments("evaluate", [.images: data.labels, .labels: data.images])),
            refuses: data.labels,
            "is a label file (rank 1); expected images of rank 3, or 4 with channels; "
                + "were images and labels swapped?")
        expect(
            try run(
                data.arguments("evaluate", [.images: data.model, .model: data.images])),
            refuses: data.images,
            "wrong format at byte 0: expected safetensors, found an IDX file; "
                + "such files hold images or labels, not weights")
    }

    @Test("labels of eight columns count by the first, one-hot ones by the 1, and it is said")
    func columns() throws {
        let labels = Self.bigEndian(
            TinyData.labels.flatMap { [Int32($0), 99, -1, 0, 0, 0, 0, 0] })
        try TinyData().expectSuccess(
            idx(type: 0x0C, [6, 8], labels), as: .labels, name: "labels.idx",
            note: "labels have 8 columns; column 0 is used")
        let oneHot: [UInt8] = TinyData.labels.flatMap { (label: UInt8) -> [UInt8] in
            (0..<4).map { (column: UInt8) -> UInt8 in column == label ? 1 : 0 }
        }
        try TinyData().expectSuccess(
            idx([6, 4], oneHot), as: .labels, name: "labels.idx",
            note: "labels are one-hot; the place of the 1 among 4 counts")
    }

    @Test("images with a channel and images of floats are read")
    func otherShapes() throws {
        let data = try TinyData()
        try data.expectSuccess(
            idx([6, 1, 2, 2], TinyData.pixels), as: .images, name: "a.idx", note: nil)
        try data.expectSuccess(
            Self.images(with: 0), as: .images, name: "b.idx", note: nil)
    }

    @Test("other images under the name of a published test set are refused with its checksum")
    func notPublished() throws {
        let data = try TinyData()
        let folder = data.temporary.url("home")
        for path in ["data/mnist", "models"] {
            try FileManager.default.createDirectory(
                at: folder.appendingPathComponent(path), withIntermediateDirectories: true)
        }
        let model = safetensors([
            ("W1", [784, 10], [Float](repeating: 0, count: 7840)),
            ("b1", [10], [Float](repeating: 0, count: 10)),
        ])
        try data.temporary.write(model, to: "home/models/mnist-mlp.safetensors")
        let images = IDXFixture.images(count: 7)
        let path = try data.temporary.write(
            GzipFixture.member(images), to: "home/data/mnist/t10k-images-idx3-ubyte.gz")
        try data.temporary.write(
            GzipFixture.member(IDXFixture.labels([0, 1, 2, 3, 4, 5, 6])),
            to: "home/data/mnist/t10k-labels-idx1-ubyte.gz")
        let result = try run("evaluate", environment: ["MNIST_HOME": folder.path])
        // The digests were computed by sha256sum.
        expect(
            result, refuses: path,
            "is not the published MNIST test set: it holds 7 images; expected SHA-256 "
                + "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7, found "
                + "e2a7bdde8680b8e09e6ae6642b9dd0e87a3e64630dcfcb729a14c49f48d2c3b1")
    }
}
