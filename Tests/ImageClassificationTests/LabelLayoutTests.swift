import ImageClassification
import TestSupport
import Testing

/// How classes are made of the numbers in a file of labels.
@Suite("Layouts of labels")
struct LabelLayoutTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func classes(
        _ bytes: [UInt8], classCount: Int, firstLabel: Int = 0, step: Int = 3
    ) throws -> (classes: [Int], remarks: [String]) {
        var options = DataOptions()
        options.firstLabel = firstLabel
        let reader = try LabelReader(
            path: folder.write(bytes, to: "labels"), classCount: classCount, options: options)
        var all: [Int] = []
        while true {
            let next = try reader.read(step)
            if next.isEmpty { break }
            all += next
        }
        return (all, reader.remarks.map(\.text))
    }

    /// Rows with a 1 at each position, as elements of a type.
    private func oneHot(
        _ positions: [Int], of columns: Int, type: UInt8, zero: [UInt8], one: [UInt8]
    ) -> [UInt8] {
        IDXFixture.header(type: type, dimensions: [UInt32(positions.count), UInt32(columns)])
            + positions.flatMap { position in
                (0..<columns).flatMap { $0 == position ? one : zero }
            }
    }

    @Test(
        "one-hot labels of every type are classes, at any number read at once", arguments: [1, 4])
    func oneHot(step: Int) throws {
        let positions = [7, 2, 1, 0, 4, 9]
        let types: [(type: UInt8, zero: [UInt8], one: [UInt8])] = [
            (0x08, [0], [1]), (0x09, [0], [1]), (0x0B, [0, 0], [0, 1]),
            (0x0C, [0, 0, 0, 0], [0, 0, 0, 1]),
            // What Keras's `to_categorical` makes: 1 is 0x3F800000.
            (0x0D, [0, 0, 0, 0], [0x3F, 0x80, 0, 0]),
            (0x0E, [0, 0, 0, 0, 0, 0, 0, 0], [0x3F, 0xF0, 0, 0, 0, 0, 0, 0]),
        ]
        for (type, zero, one) in types {
            let found = try classes(
                oneHot(positions, of: 10, type: type, zero: zero, one: one), classCount: 10,
                step: step)
            #expect(found.classes == positions)
            #expect(
                found.remarks == ["labels are one-hot; the place of the 1 among 10 counts"])
        }
    }

    @Test("eight columns are one-hot if the first row is, and QMNIST's if not")
    func eightColumns() throws {
        let hot = try classes(
            oneHot([3, 0, 7], of: 8, type: 0x08, zero: [0], one: [1]), classCount: 8)
        #expect(hot.classes == [3, 0, 7])
        // The first rows of QMNIST's test labels: class, series, writer, index, code, and so on.
        let rows: [[UInt8]] = [[7, 4, 253, 25, 55, 0, 0, 0], [2, 4, 253, 83, 50, 1, 0, 0]]
        let extended = try classes(
            IDXFixture.uint8(dimensions: [2, 8], rows.flatMap { $0 }), classCount: 10)
        #expect(extended.classes == [7, 2])
        #expect(extended.remarks == ["labels have 8 columns; column 0 is used"])
    }

    @Test(
        "rows without a single 1 are refused by their index",
        arguments: [
            [0, 0, 0], [1, 0, 1], [0, 2, 0], [0, 0, 255], [1, 1, 1],
        ] as [[UInt8]])
    func notOneHot(row: [UInt8]) {
        let error = DatasetError.notOneHot(file: folder.path("labels"), index: 4, columns: 3)
        let rows: [[UInt8]] = [[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 1, 0], row]
        for step in [1, 5] {
            #expect(throws: error) {
                try classes(
                    IDXFixture.uint8(dimensions: [5, 3], rows.flatMap { $0 }), classCount: 3,
                    step: step)
            }
        }
    }

    @Test("labels that start at 1 are refused with the setting that reads them")
    func startAtOne() throws {
        let letters = IDXFixture.labels([23, 7, 16, 15, 26, 1])
        let error = DatasetError.labelsStartAtOne(
            file: folder.path("labels"), index: 4, label: 26, classCount: 26)
        #expect(throws: error) { try classes(letters, classCount: 26, step: 6) }
        #expect("\(error)".hasSuffix("for labels that start at 1 use firstLabel: 1"))
        #expect(
            try classes(letters, classCount: 26, firstLabel: 1).classes == [22, 6, 15, 14, 25, 0])
        #expect(
            throws: DatasetError.labelOutsideRange(
                file: folder.path("labels"), index: 1, label: 0, first: 1, classCount: 26)
        ) { try classes(IDXFixture.labels([1, 0]), classCount: 26, firstLabel: 1) }
        // With a 0 among them they do not start at 1.
        #expect(
            throws: DatasetError.labelOutOfRange(
                file: folder.path("labels"), index: 1, label: 26, classCount: 26)
        ) { try classes(IDXFixture.labels([0, 26]), classCount: 26) }
    }

    @Test("a public report: one-hot labels of 200 test images give the same count as plain ones")
    func report() throws {
        let set = LabeledImages(
            images: Fixture.path("one-hot-labels/images.idx3-ubyte.gz"),
            labels: Fixture.path("one-hot-labels/labels.idx2-ubyte.gz"))
        let result = try Classifier(.mnistMLP).evaluate(set)
        // The images are the first of the bundled test set, all of which are recognized.
        #expect(result.evaluation.total == 200 && result.evaluation.correct == 200)
        #expect(result.remarks.map(\.text).first?.hasPrefix("labels are one-hot") == true)
    }
}
