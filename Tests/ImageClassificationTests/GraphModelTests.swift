import ImageClassification
import ModelFiles
import NeuralNetwork
import TensorCore
import TestSupport
import Testing

/// Networks with branches by PyTorch, with logits in Float64; made by `tools/python/make-fixtures.py`.
@Suite("Models with branches")
struct GraphModelTests {
    private struct Expected: Decodable {
        let images: [[UInt8]]
        let logits: [[Double]]
    }

    static let names = [
        "graph-resnet", "graph-mobilenet-v3", "graph-densenet", "graph-inception",
        "graph-resnext", "graph-dilated", "graph-convnext", "graph-vectors",
        "graph-efficientnet", "graph-mobilenet-v2", "graph-squeezenet", "graph-gated",
    ]

    private func model(_ name: String) throws -> Model {
        var options = ModelOptions()
        options.architecture = try Architecture(path: Fixture.path("\(name).architecture.json"))
        return try Model(path: Fixture.path("\(name).safetensors"), options: options)
    }

    @Test("give the logits of PyTorch within 1e-5", arguments: names)
    func origin(name: String) throws {
        let expected: Expected = try Fixture.decode("\(name).expected.json")
        let classifier = try Classifier(model(name))
        #expect(!classifier.model.network.graph.isChain)
        for (image, logits) in zip(expected.images, expected.logits) {
            let found = try classifier.classify(image).logits
            let largest = logits.map(abs).max() ?? 0
            for (found, expected) in zip(found, logits) {
                #expect(abs(Double(found) - expected) <= 1e-5 * largest)
            }
        }
    }

    @Test("give the same bits for every batch size, thread count and variant", arguments: names)
    func sameBits(name: String) throws {
        try expectSameBits(
            Classifier(model(name)), images: 150, batchSizes: [1, 7, 150])
    }

    @Test("written and read again are the same", arguments: names)
    func writing(name: String) throws {
        try expectSameWhenWritten(model(name))
    }

    @Test("layers without names get some where another layer reads them from afar")
    func newNames() throws {
        var graph = NetworkGraph(input: FeatureShape(channels: 1, height: 2, width: 2))
        let conv = Conv2D(windows: [Matrix([[1, 2], [3, 4]])], padding: 1)
        let first = graph.append(MaxPool2D(window: Window2D(size: Size2D(1))), to: .input)
        let second = graph.append(MaxPool2D(window: Window2D(size: Size2D(1))), to: first)
        let third = graph.append(ActivationLayer(.leakyReLU(slope: 0.2)), name: "layer1")
        graph.append(Add(), to: first, third, second, .input)
        graph.append(conv)
        graph.append(Flatten())
        let model = try Model(
            network: Network(graph), name: "m", input: ImageShape(height: 2, width: 2))
        let layers = model.manifest.layers
        #expect(layers.map(\.name) == ["layer1_", "layer2", "layer1", nil, nil, nil])
        #expect(layers[3].inputs == ["layer1_", "layer1", "layer2", "input"])
        #expect(layers.filter { $0.inputs != nil }.count == 1)
        let folder = try TemporaryFolder()
        try model.write(to: folder.path("m"))
        let read = try Model(path: folder.path("m")).network.graph
        #expect(read.nodes.map(\.inputs) == graph.nodes.map(\.inputs))
        #expect(read.nodes[2] == graph.nodes[2])
    }
}
