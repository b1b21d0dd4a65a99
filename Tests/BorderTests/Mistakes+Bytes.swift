import CSV
import Conversion
import FileIO
import Foundation
import GGUF
import IDX
import ImageClassification
import Inspection
import NPZ
import ONNX
import PartialResults
import Reports
import Safetensors
import WeightSources

/// Calls one function with every nonsense of `values`.
private func each<Value: Sendable>(
    _ values: [Value], _ function: String, _ call: @escaping @Sendable (Value) throws -> Void
) -> [Mistake] {
    values.map { value in Mistake(function, calls: { try call(value) }) }
}

enum ByteMistakes {
    static let all: [Mistake] = [bytes, paths, ranges].flatMap(\.self)

    /// Files of no bytes, of one and of nonsense, in every format.
    private static let bytes = [
        each(Border.nonsense, "Model.init(bytes:source:options:)") { _ = try Model(bytes: $0) },
        each(Border.nonsense, "Classifier.init(bytes:source:options:)") {
            _ = try Classifier(bytes: $0)
        },
        each(Border.nonsense, "Architecture.init(bytes:source:)") {
            _ = try Architecture(bytes: $0)
        },
        each(Border.nonsense, "LabelCorrections.init(bytes:source:)") {
            _ = try LabelCorrections(bytes: $0)
        },
        each(Border.nonsense, "LabeledImages.openImages()") {
            _ = try LabeledImages(imageBytes: $0).openImages()
        },
        each(Border.nonsense, "LabeledImages.openLabels(classCount:)") {
            _ = try LabeledImages(imageBytes: $0, labelBytes: $0).openLabels(classCount: 4)
        },
        each(Border.nonsense, "IDXReader.init(bytes:source:chunkSize:)") {
            _ = try IDXReader(bytes: $0, source: "a")
        },
        each(Border.nonsense, "IDXArray.init(bytes:source:byteLimit:)") {
            _ = try IDXArray(bytes: $0, source: "a")
        },
        each(Border.nonsense, "IDXHeader.init(parsing:source:)") {
            _ = try IDXHeader(parsing: $0, source: "a")
        },
        each(Border.nonsense, "SafetensorsFile.init(bytes:source:limits:)") {
            _ = try SafetensorsFile(bytes: $0, source: "a")
        },
        each(Border.nonsense, "ONNXModel.init(bytes:source:limits:)") {
            _ = try ONNXModel(bytes: $0, source: "a")
        },
        each(Border.nonsense, "NPZFile.init(bytes:source:limits:)") {
            _ = try NPZFile(bytes: $0, source: "a")
        },
        each(Border.nonsense, "GGUFFile.init(bytes:source:)") {
            _ = try GGUFFile(bytes: $0, source: "a")
        },
        each(Border.nonsense, "PartialEvaluation.init(bytes:source:)") {
            _ = try PartialEvaluation(bytes: $0, source: "a")
        },
        each(Border.nonsense, "Picture.init(bytes:source:limits:reducingTo:)") {
            _ = try Picture(bytes: $0, source: "a")
        },
        each([[], [0x1F, 0x8B]], "CSVReader.init(bytes:source:)") {
            _ = try CSVReader(bytes: $0, source: "a")
        },
    ].flatMap(\.self)

    /// Paths of nothing, of a folder, with NUL.
    private static let paths = [
        each(Border.paths, "Model.init(path:options:)") { _ = try Model(path: $0) },
        each(Border.paths, "Classifier.init(path:options:)") { _ = try Classifier(path: $0) },
        each(Border.paths, "Architecture.init(path:)") { _ = try Architecture(path: $0) },
        each(Border.paths, "ArchitectureDraft.init(path:)") {
            _ = try ArchitectureDraft(path: $0)
        },
        each(Border.paths, "LabelCorrections.init(path:)") { _ = try LabelCorrections(path: $0) },
        each(Border.paths, "ImageReader.init(path:options:)") { _ = try ImageReader(path: $0) },
        each(Border.paths, "LabelReader.init(path:classCount:options:)") {
            _ = try LabelReader(path: $0, classCount: 4)
        },
        each(Border.paths, "DatasetLayout.files(in:split:)") {
            for layout in DatasetLayout.allCases { _ = try layout.files(in: $0) }
        },
        each(Border.paths, "IDXReader.init(path:)") { _ = try IDXReader(path: $0) },
        each(Border.paths, "IDXArray.init(path:byteLimit:)") { _ = try IDXArray(path: $0) },
        each(Border.paths, "SafetensorsFile.init(path:limits:)") {
            _ = try SafetensorsFile(path: $0)
        },
        each(Border.paths, "ONNXModel.init(path:limits:)") { _ = try ONNXModel(path: $0) },
        each(Border.paths, "NPZFile.init(path:limits:)") { _ = try NPZFile(path: $0) },
        each(Border.paths, "GGUFFile.init(path:)") { _ = try GGUFFile(path: $0) },
        each(Border.paths, "CSVReader.init(path:)") { _ = try CSVReader(path: $0) },
        each(Border.paths, "Picture.init(path:limits:reducingTo:)") { _ = try Picture(path: $0) },
        each(Border.paths, "PartialEvaluation.init(path:)") { _ = try PartialEvaluation(path: $0) },
        each(Border.paths, "ModelIdentity.fileSHA256(path:)") {
            _ = try ModelIdentity.fileSHA256(path: $0)
        },
        each(Border.paths, "FileInspection.init(path:)") { _ = try FileInspection(path: $0) },
        each(Border.paths, "PixelProbe.init(path:options:dataset:progress:)") {
            _ = try PixelProbe(path: $0, options: ModelOptions(), dataset: Border.images())
        },
        each(Border.paths, "BenchmarkBaseline.init(file:)") { _ = try BenchmarkBaseline(file: $0) },
        each(Border.paths, "ModelConversion.init(path:options:dtype:name:output:)") {
            _ = try ModelConversion(path: $0, output: "a")
        },
        each(Border.paths, "ONNXExport.init(path:options:pixels:integerWeights:name:output:)") {
            _ = try ONNXExport(path: $0, output: "a")
        },
        each(
            Border.paths, "ModelQuantization.init(path:options:calibration:count:name:output:)"
        ) { _ = try ModelQuantization(path: $0, calibration: Border.images(), output: "a") },
        each(Border.newPaths, "Model.write(to:)") { try Border.model().write(to: $0) },
        each(Border.newPaths, "IDXArray.write(to:compresses:)") {
            try IDXArray(.uint8, dimensions: [1], bytes: [1]).write(to: $0)
        },
        each(Border.newPaths, "SafetensorsFile.write(_:metadata:to:)") {
            try SafetensorsFile.write([TensorData(name: "a", shape: [1], floats: [1])], to: $0)
        },
    ].flatMap(\.self)

    /// Tensors and arrays that the file does not have, or that are of another type.
    private static let ranges: [Mistake] = [
        Mistake(
            "SafetensorsFile.bytes(of:)", "SafetensorsFile.floats(of:)",
            calls: { _ = try safetensors().bytes(of: "none") },
            { _ = try safetensors().floats(of: "none") }
        ),
        Mistake(
            "SafetensorsFile.bytes(of:elements:)", "SafetensorsFile.floats(of:elements:)",
            "WeightSource.floats(of:)", "WeightSource.floats(of:elements:)",
            calls: { _ = try safetensors().bytes(of: foreign, elements: 0..<1) },
            { _ = try safetensors().floats(of: foreign, elements: 0..<1) },
            { _ = try safetensors().floats(of: foreign) }),
        Mistake(
            "NPZFile.bytes(of:)", "NPZFile.bytes(of:elements:)", "NPZFile.floats(of:elements:)",
            calls: { _ = try npz().bytes(of: "none") },
            { _ = try npz().bytes(of: foreign, elements: 0..<1) },
            { _ = try npz().floats(of: foreign, elements: 0..<1) }),
        Mistake(
            "NPZFile.stream(of:)", "NPYStream.read(into:)", "NPYStream.skip(_:)",
            "NPYStream.finish()",
            // A byte of the array is damaged, which its checksum tells at its end.
            calls: { _ = try stream { try $0.finish() } },
            {
                _ = try stream {
                    try $0.skip(Int.max)
                    try $0.finish()
                }
            },
            {
                _ = try stream {
                    var bytes = [UInt8](repeating: 0, count: $0.elementsLeft)
                    var span = bytes.mutableSpan
                    var raw = span.mutableBytes
                    _ = try $0.read(into: &raw)
                    try $0.finish()
                }
            }, { _ = try npz().stream(of: NPZFile(path: fixture("NPZ", "single.npy")).arrays[0]) }),
        Mistake(
            "GGUFFile.bytes(of:elements:)", "GGUFFile.floats(of:elements:)",
            calls: {
                _ = try GGUFFile(path: fixture("GGUF", "small.gguf"))
                    .bytes(of: foreign, elements: 0..<1)
            },
            {
                _ = try GGUFFile(path: fixture("GGUF", "small.gguf"))
                    .floats(of: foreign, elements: 0..<1)
            }),
        Mistake(
            "ONNXTensor.integers()", "ONNXTensor.strings()", "ONNXTensor.floats()",
            calls: { _ = try ONNXTensor(name: "a", shape: [1], floats: [.nan]).integers() },
            { _ = try ONNXTensor(name: "a", shape: [1], floats: [1]).strings() },
            {
                let model = try ONNXModel(path: fixture("ONNX", "all-types.onnx"))
                for tensor in model.graph.initializers.values where !tensor.type.isNumber {
                    _ = try tensor.floats()
                }
            }),
        Mistake(
            "Model.init(_:options:)", "Model.init(onnx:options:)",
            calls: { _ = try Model(safetensors()) }, { _ = try Model(onnx: emptyONNX) }),
    ]

    private static let foreign = WeightTensor(name: "none", type: .f32, shape: [1])

    private static func safetensors() throws -> SafetensorsFile {
        try SafetensorsFile(
            bytes: SafetensorsFile.serialize([TensorData(name: "a", shape: [1], floats: [1])]),
            source: "a")
    }

    private static func fixture(_ module: String, _ name: String) -> String {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "\(module)Tests/Fixtures/\(name)").path
    }

    private static func npz() throws -> NPZFile {
        try NPZFile(path: fixture("NPZ", "two.npz"))
    }

    /// Uses the stream of an array of bytes, one of which is damaged.
    private static func stream(_ use: (NPYStream) throws -> Void) throws {
        var bytes = try [UInt8](Data(contentsOf: URL(filePath: fixture("NPZ", "stored.npz"))))
        let whole = try NPZFile(bytes: bytes, source: "a")
        guard let array = whole.arrays.first(where: { $0.type.byteCount == 1 }),
            let place = try bytes.firstRange(of: whole.bytes(of: array))?.lowerBound
        else { return }
        bytes[place] ^= 1
        let damaged = try NPZFile(bytes: bytes, source: "a")
        guard let same = damaged[array.name] else { return }
        try use(damaged.stream(of: same))
    }

    private static let emptyONNX = ONNXModel(
        source: "a", producer: "a", operatorSets: [:],
        graph: ONNXGraph(name: "a", nodes: [], initializers: [:], inputs: [], outputs: []))
}
