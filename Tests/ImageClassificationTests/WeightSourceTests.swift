import ImageClassification
import NeuralNetwork
import Safetensors
import TensorCore
import TestSupport
import Testing
import WeightSources

/// Weights in memory: a source that is no file and has no format.
private struct MemorySource: WeightSource {
    let source = "memory"
    let weights: [WeightTensor]
    let metadata: [String: String]
    private let bytesByName: [String: [UInt8]]

    /// Copies all there is, in the opposite order.
    init(_ file: SafetensorsFile) throws {
        weights = file.weights.reversed()
        metadata = file.metadata
        bytesByName = try Dictionary(
            uniqueKeysWithValues: file.tensors.map { ($0.name, try file.bytes(of: $0)) })
    }

    func bytes(of tensor: WeightTensor, elements: Range<Int>) throws -> [UInt8] {
        let bytes = bytesByName[tensor.name] ?? []
        let size = tensor.elementCount == 0 ? 0 : bytes.count / tensor.elementCount
        return Array(bytes[elements.lowerBound * size..<elements.upperBound * size])
    }
}

@Suite("Models from any source of weights")
struct WeightSourceTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func expectSameLogits(
        _ path: String, options: ModelOptions = ModelOptions(),
        location: SourceLocation = #_sourceLocation
    ) throws {
        let fromFile = try Classifier(path: path, options: options)
        let source = try MemorySource(SafetensorsFile(path: path))
        let fromMemory = try Classifier(Model(source, options: options))
        #expect(fromMemory.model.source == "memory")
        var generator = SeededGenerator(seed: 15)
        let pixels = (0..<3 * fromFile.inputShape.count).map { _ in
            UInt8.random(in: 0...255, using: &generator)
        }
        let (expected, found) = (try fromFile.logits(pixels), try fromMemory.logits(pixels))
        #expect(
            found.elements.map(\.bitPattern) == expected.elements.map(\.bitPattern),
            sourceLocation: location)
    }

    @Test("a network from memory has the logits of the same network from a file")
    func manifest() throws {
        try expectSameLogits(BundledModel.mnistCNN.path)
        try expectSameLogits(try TinyModel.brightestPixel(in: folder))
    }

    @Test(
        "names and shapes tell the layers of any source, whatever the type of its numbers",
        arguments: ["f16", "bf16", "f64", "mixed"])
    func foreign(type: String) throws {
        try expectSameLogits(Fixture.path("w1b1-\(type).safetensors"))
    }

    @Test("an error names the source")
    func errors() throws {
        let path = try folder.write(
            try SafetensorsFile.serialize([
                TensorData(name: "W1", shape: [4, 4], floats: [Float](repeating: 1, count: 16))
            ]), to: "square")
        let source = try MemorySource(SafetensorsFile(path: path))
        #expect(
            throws: ModelError.ambiguousOrder(file: "memory", tensor: "W1", shape: [4, 4])
        ) { try Model(source) }
    }
}
