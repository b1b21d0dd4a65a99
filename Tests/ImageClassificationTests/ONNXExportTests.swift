import Conversion
import ImageClassification
import NeuralNetwork
import ONNX
import TensorCore
import TestSupport
import Testing

/// Models written as ONNX; `tools/python/verify-onnx-export.py` runs them with ONNX Runtime.
@Suite("Models written as ONNX")
struct ONNXExportTests {
    private func model(_ name: String) throws -> Model {
        var options = ModelOptions()
        options.architecture = try Architecture(path: Fixture.path("\(name).architecture.json"))
        return try Model(path: Fixture.path("\(name).safetensors"), options: options)
    }

    /// What the file says when it is read back.
    private func read(_ export: ONNXExport) throws -> ONNXGraph {
        try ONNXModel(bytes: export.bytes, source: "read.onnx").graph
    }

    @Test(
        "a bundled model is a chain of the operators of its layers",
        arguments: ONNXExport.Pixels.allCases)
    func bundled(pixels: ONNXExport.Pixels) throws {
        let model = try Model(path: BundledModel.mnistMLP.path)
        let export = try ONNXExport(model, pixels: pixels, output: "o.onnx")
        let graph = try read(export)
        let dense = model.network.layers.compactMap { $0 as? Dense }
        #expect(graph.nodes.filter { $0.operatorType == "Gemm" }.count == dense.count)
        #expect(
            graph.nodes.contains { ["Div", "Mul", "Sub"].contains($0.operatorType) }
                == (pixels == .raw))
        #expect(
            graph.inputs == [
                ONNXValueInfo(
                    name: "input", type: .float,
                    shape: [.named("N"), .known(1), .known(28), .known(28)])
            ])
        #expect(graph.outputs.map(\.shape) == [[.named("N"), .known(10)]])
        #expect(export.onnx.metadata["pixels"] == pixels.rawValue)
        #expect(export.onnx.metadata["license"] == model.manifest.license)
        let names = model.manifest.layers.flatMap(\.tensorNames)
        for name in names { #expect(graph.initializers[name] != nil, "\(name)") }
    }

    @Test("every tensor keeps its numbers", arguments: GraphModelTests.names)
    func tensors(name: String) throws {
        let model = try model(name)
        let graph = try read(ONNXExport(model, output: "o.onnx"))
        var expected: [[Float]] = []
        for layer in model.network.layers {
            switch layer {
            case let layer as Dense: expected += [layer.bias]
            case let layer as Conv2D: expected += [layer.weights.elements, layer.bias]
            case let layer as BatchNorm: expected += [layer.mean, layer.variance]
            default: break
            }
        }
        let found = Set(try graph.initializers.values.map { try $0.floats() })
        for values in expected { #expect(found.contains(values)) }
        // Layers keep their names.
        let nodes = Set(graph.nodes.map(\.name))
        for node in model.network.graph.nodes where node.layer.parameterCount > 0 {
            if let name = node.name { #expect(nodes.contains(name) || nodes.contains("logits")) }
        }
    }

    @Test("the file that onnx.checker has accepted is the one that is written")
    func golden() throws {
        let export = try ONNXExport(model("graph-squeezenet"), output: "o.onnx")
        let golden = try ONNXModel(path: Fixture.path("graph-squeezenet.onnx"))
        // The producer's version changes with each release.
        let made = ONNXModel(
            source: "o", irVersion: export.onnx.irVersion, producer: golden.producer,
            operatorSets: export.onnx.operatorSets, metadata: export.onnx.metadata,
            graph: export.onnx.graph)
        #expect(try made.serialized() == golden.serialized())
    }

    @Test("read as a model again, it gives the same answers", arguments: GraphModelTests.names)
    func roundTrip(name: String) throws {
        let model = try model(name)
        let original = try Classifier(model)
        let images = (0..<20 * original.inputCount).map {
            UInt8(truncatingIfNeeded: $0 &* 151 >> 3)
        }
        let before = try original.logits(images, threads: 1)
        for pixels in ONNXExport.Pixels.allCases {
            let export = try ONNXExport(model, pixels: pixels, output: "o.onnx")
            let read = try Model(onnx: ONNXModel(bytes: export.bytes, source: "o.onnx"))
            #expect(read.manifest.name == model.manifest.name)
            #expect(read.manifest.classes == model.manifest.classes)
            let after = try Classifier(read).logits(images, threads: 1)
            let largest = before.elements.map(abs).max() ?? 0
            for (old, new) in zip(before.elements, after.elements) {
                #expect(abs(old - new) <= 1e-5 * largest)
            }
        }
    }

    @Test("every activation has a form in ONNX", arguments: Activation.allCases)
    func activations(activation: Activation) throws {
        var layers: [any Layer] = [
            Dense(weights: Matrix([[1, 2], [3, 4], [5, 6], [7, 8]]), activation: .relu)
        ]
        if activation == .softmax {
            layers = [
                Dense(weights: Matrix([[1, 2], [3, 4], [5, 6], [7, 8]]), activation: .softmax)
            ]
        } else {
            layers += [
                ActivationLayer(activation), Dense(weights: Matrix([[1, 0], [0, 1]])),
            ]
        }
        let model = try Model(
            network: Network(layers), name: "n", input: ImageShape(height: 2, width: 2))
        let graph = try read(ONNXExport(model, output: "o.onnx"))
        #expect(graph.outputs[0].name == (activation == .softmax ? "probabilities" : "logits"))
    }

    @Test("a kind of layer that is unknown is refused by its name")
    func unknown() throws {
        // Nothing conforms to `Layer` that files cannot spell, so the sentence alone is compared.
        let error = ConversionError.noONNXForm(file: "f", layer: "layer x")
        #expect(error.description == "f: expected layers that ONNX can express, found layer x")
    }
}
