import ImageClassification
import TestSupport
import Testing

@Suite("Readers of images and labels")
struct DatasetReaderTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test("a label out of range is named by its place in the file, not in what is read at once")
    func labelPlace() throws {
        let path = try folder.write(IDXFixture.labels([0, 1, 2, 3, 0, 9]), to: "labels")
        let labels = try LabelReader(path: path, classCount: 4)
        #expect(try labels.read(4) == [0, 1, 2, 3])
        let error = DatasetError.labelOutOfRange(file: path, index: 5, label: 9, classCount: 4)
        #expect(throws: error) { try labels.read(4) }
    }

    @Test("labels have 256 columns at most")
    func columns() throws {
        for columns in [256, 257] as [UInt32] {
            let content = IDXFixture.uint8(
                dimensions: [1, columns], [1] + [UInt8](repeating: 0, count: Int(columns) - 1))
            let path = try folder.write(content, to: "\(columns)")
            if columns == 256 {
                #expect(try LabelReader(path: path, classCount: 1).read(1) == [0])
            } else {
                #expect(throws: DatasetError.notLabels(file: path, dimensions: [1, 257])) {
                    try LabelReader(path: path, classCount: 1)
                }
            }
        }
    }

    @Test("a value that is no pixel is named by its place in the file")
    func pixelPlace() throws {
        // Images of two values of 16 bits; 300 is the second of the third image.
        let values: [UInt8] = [0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 1, 44]
        let path = try folder.write(
            IDXFixture.header(type: 0x0B, dimensions: [3, 1, 2]) + values, to: "images")
        let images = try ImageReader(path: path)
        var pixels = [UInt8](repeating: 0, count: 4)
        var span = pixels.mutableSpan
        let count = try images.read(into: &span)
        #expect(count == 2)
        #expect(pixels == [1, 2, 3, 4])
        let error = DatasetError.pixelOutOfRange(file: path, image: 2, element: 1, value: "300.0")
        #expect(throws: error) {
            var span = pixels.mutableSpan
            _ = try images.read(into: &span)
        }
    }
}
