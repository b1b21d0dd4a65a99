internal import FileIO
internal import NPZ

/// The images of a NumPy file, with their labels if it has both.
final class NumPyImageStream: ImageStream {
    let source: String
    let count: Int
    let dimensions: [Int]
    let labelColumns: Int
    let notes: [String]
    private let images: ArrayRows
    private let labels: ArrayLabels?
    private let conversion: PixelConversion
    private var taken: [Int] = []

    init(_ file: NPZFile, options: DataOptions) throws {
        let choice = try ArrayChoice(file, options.selection)
        images = try ArrayRows(choice.images, of: file)
        labels = try choice.labels.map { try ArrayLabels($0, of: file) }
        source = file.source
        count = images.count
        dimensions = Array(choice.images.shape.dropFirst())
        labelColumns = labels?.columns ?? 0
        notes = choice.note.map { ["\(file.source): \($0)"] } ?? []
        conversion = PixelConversion(options.pixelRange)
        if let labels, labels.count != images.count {
            throw DatasetError.countsDiffer(
                images: "\(file.source): \(displayName(choice.images.name))",
                imageCount: images.count,
                labels: displayName(labels.name), labelCount: labels.count)
        }
    }

    func read(into pixels: inout MutableSpan<UInt8>) throws -> Int {
        let (first, size) = (images.position, images.rowElements)
        let read: Int
        if images.type.kind == .unsignedInteger, images.type.byteCount == 1, conversion.isIdentity {
            // Safety: every bit pattern of a byte is a pixel.
            var bytes = unsafe pixels.mutableBytes
            read = try images.read(into: &bytes)
        } else {
            let numbers = try images.numbers(size == 0 ? 0 : pixels.count / size)
            for (index, number) in numbers.enumerated() {
                pixels[index] = try conversion.pixel(
                    number, at: first + index / size, index % size, of: source)
            }
            read = images.position - first
        }
        if let labels { taken += try labels.read(read) }
        return read
    }

    func skip(_ count: Int) throws {
        try images.skip(count)
        try labels?.skip(count)
    }

    func finish() throws {
        try images.finish()
        try labels?.finish()
    }

    func takeLabels() -> [Int] {
        defer { taken.removeAll(keepingCapacity: true) }
        return taken
    }
}

/// The labels in an array of a NumPy file: whole numbers, one or several for each image.
final class ArrayLabels: LabelStream {
    let source: String
    let columns: Int
    var name: String { rows.array.name }
    var count: Int { rows.count }
    let notes: [String]
    private let rows: ArrayRows

    convenience init(_ file: NPZFile, options: DataOptions) throws {
        guard file.arrays.count > 1 || options.selection.labelArray != nil else {
            try self.init(file.arrays[0], of: file)
            return
        }
        let choice = try ArrayChoice(file, options.selection)
        guard let labels = choice.labels else {
            throw DataSelectionError.arraysUnclear(
                file: file.source, content: "labels",
                arrays: file.arrays.map { displayName($0.name) },
                setting: .labelArray)
        }
        try self.init(labels, of: file)
    }

    init(_ array: NPYArray, of file: NPZFile) throws {
        guard 1...2 ~= array.shape.count else {
            throw DataSelectionError.arrayShape(
                file: file.source, array: array.name,
                expected: "labels, one number or row of numbers for each image", shape: array.shape)
        }
        rows = try ArrayRows(array, of: file)
        source = file.source
        columns = array.shape.count == 1 ? 1 : array.shape[1]
        notes = []
    }

    func read(_ maximum: Int) throws -> [Int] {
        let first = rows.position
        return try rows.numbers(maximum).enumerated().map { index, number in
            guard let label = Int(exactly: number) else {
                throw DataSelectionError.labelNotWhole(
                    file: source, array: name, index: first + index / columns, value: "\(number)")
            }
            return label
        }
    }

    func skip(_ count: Int) throws { try rows.skip(count) }

    func finish() throws { try rows.finish() }
}
