internal import CSV

/// The images of a table, a row for each, with their labels if it has a column of them.
final class TableImageStream: ImageStream {
    let source: String
    let count: Int
    let dimensions: [Int]
    let labelColumns: Int
    let notes: [String]
    let remarks: [DataRemark]
    private let reader: CSVReader
    private var labels: [Int] = []

    init(_ reader: CSVReader, options: DataOptions) throws {
        self.reader = reader
        let columns = try TableColumns(reader, options)
        let conversion = PixelConversion(options.pixelRange)
        try reader.begin(
            columns.layout, convert: conversion.isIdentity ? nil : { conversion.pixel($0) })
        source = reader.source
        count = reader.rowCount
        dimensions = [columns.layout.byteColumns]
        labelColumns = columns.layout.hasNumber ? 1 : 0
        remarks = columns.remarks
        notes = columns.notes.map { "\(reader.source): \($0)" }
    }

    func read(into pixels: inout MutableSpan<UInt8>) throws -> Int {
        let rows = pixels.count / dimensions[0]
        // Safety: every bit pattern of a byte is a pixel.
        var bytes = unsafe pixels.mutableBytes
        var window = bytes._mutatingExtracting(0..<rows * dimensions[0])
        return try reader.read(into: &window, numbers: &labels)
    }

    func skip(_ count: Int) throws {
        var row = [UInt8](repeating: 0, count: dimensions[0])
        var passed: [Int] = []
        for _ in 0..<min(count, self.count - reader.rowsRead) {
            var span = row.mutableSpan
            // Safety: every bit pattern is a byte.
            var bytes = unsafe span.mutableBytes
            _ = try reader.read(into: &bytes, numbers: &passed)
            passed.removeAll(keepingCapacity: true)
        }
    }

    func finish() throws { try reader.finish() }

    func takeLabels() -> [Int] {
        defer { labels.removeAll(keepingCapacity: true) }
        return labels
    }
}
