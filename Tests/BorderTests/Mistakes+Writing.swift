import CSV
import Foundation
import IDX
import ImageClassification
import Reports
import Safetensors

/// Elements, predictions and rows that are not as many as was said, or not of the type.
enum WritingMistakes {
    static let all: [Mistake] = [
        Mistake(
            "SafetensorsFile.serialize(_:metadata:source:)",
            calls: {
                _ = try SafetensorsFile.serialize([
                    TensorData(name: "a", shape: [2], floats: [1])
                ])
            },
            {
                _ = try SafetensorsFile.serialize([
                    TensorData(name: "a", shape: [-1], floats: [])
                ])
            },
            {
                _ = try SafetensorsFile.serialize([
                    TensorData(name: "a", shape: [Int.max, 4], floats: [])
                ])
            },
            {
                let tensor = TensorData(name: "a", shape: [], floats: [1])
                _ = try SafetensorsFile.serialize([tensor, tensor])
            }),
        Mistake(
            "IDXArray.init(_:dimensions:bytes:source:)",
            calls: { _ = try IDXArray(.uint8, dimensions: [2], bytes: [1]) },
            { _ = try IDXArray(.uint8, dimensions: [2], bytes: [1, 2, 3]) },
            { _ = try IDXArray(.uint8, dimensions: [], bytes: [1]) }),
        Mistake(
            "IDXHeader.init(_:dimensions:source:)",
            "IDXWriter.init(type:dimensions:compresses:source:)",
            calls: { _ = try IDXHeader(.uint8, dimensions: [-1]) },
            { _ = try IDXHeader(.float64, dimensions: [Int.max]) },
            { _ = try IDXWriter(type: .uint8, dimensions: [], compresses: true) },
            {
                _ = try IDXWriter(
                    type: .float64, dimensions: Array(repeating: 1 << 31, count: 8),
                    compresses: false)
            }),
        Mistake(
            "IDXWriter.encode(_:)", "IDXWriter.finish()",
            calls: {
                var writer = try IDXWriter(type: .uint8, dimensions: [1], compresses: false)
                _ = try writer.encode([1, 2])
            },
            {
                var writer = try IDXWriter(type: .uint8, dimensions: [1], compresses: true)
                _ = try writer.finish()
            }),
        Mistake(
            "IDXArray.integers", "IDXElementType.integers(_:source:firstIndex:)",
            calls: {
                let nan = withUnsafeBytes(of: Float.nan.bitPattern.bigEndian) { Array($0) }
                _ = try IDXArray(.float32, dimensions: [1], bytes: nan).integers
            },
            {
                let half: [UInt8] = [0x3F, 0, 0, 0]
                _ = try IDXElementType.float32.integers(half.span.bytes, source: "a")
            }),
        Mistake(
            "IDXReader.readItems(into:)", "IDXReader.skipItems(_:)", "IDXReader.finish()",
            calls: {
                let reader = try IDXReader(
                    bytes: IDXArray(.uint8, dimensions: [2, 3], bytes: [1, 2, 3, 4, 5, 6])
                        .fileBytes(), source: "a")
                // Fewer bytes than an item has.
                var bytes: [UInt8] = [0, 0]
                var span = bytes.mutableSpan
                var raw = span.mutableBytes
                _ = try reader.readItems(into: &raw)
            }, { try IDXReader(bytes: cutFile, source: "a").finish() },
            { _ = try IDXReader(bytes: cutFile, source: "a").skipItems(Int.max) }),
        Mistake(
            "PredictionEncoder.init(_:isKaggle:firstLabel:classNames:count:compresses:)",
            "PredictionEncoder.encode(_:)", "PredictionEncoder.finish()",
            calls: { _ = try PredictionEncoder(.idx, classNames: [], count: -1) },
            {
                var encoder = try PredictionEncoder(.idx, classNames: [], count: 1)
                let stream = try PredictionStream(Border.images(), classifier: Border.classifier())
                _ = try encoder.encode(stream.next() ?? [])
            },
            {
                var encoder = try PredictionEncoder(.idx, classNames: [], count: 1)
                _ = try encoder.finish()
            }),
        Mistake(
            "CSVReader.begin(_:convert:)", "CSVReader.read(into:numbers:)", "CSVReader.finish()",
            calls: { _ = try table("a,b\n") { _ in } },
            { _ = try table("1,2\n3,999\n") { try read($0) } },
            { _ = try table("1,2\n3\n") { try read($0) } },
            { _ = try table("1,2\n3,nan\n") { try $0.finish() } }),
    ]

    /// An IDX file of one byte less than it says.
    private static let cutFile: [UInt8] = [0, 0, 8, 1, 0, 0, 0, 3, 1, 2]

    private static func table(_ text: String, _ use: (CSVReader) throws -> Void) throws {
        let reader = try CSVReader(bytes: Array(text.utf8), source: "a")
        try reader.begin(CSVLayout(byteColumns: 2))
        try use(reader)
    }

    private static func read(_ reader: CSVReader) throws {
        var bytes = [UInt8](repeating: 0, count: 8)
        var numbers: [Int] = []
        var span = bytes.mutableSpan
        var raw = span.mutableBytes
        _ = try reader.read(into: &raw, numbers: &numbers)
    }
}
