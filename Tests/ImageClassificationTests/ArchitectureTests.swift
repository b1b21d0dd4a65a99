import Foundation
import ImageClassification
import NeuralNetwork
import Safetensors
import Testing
import TestSupport

@Suite("Architecture files")
struct ArchitectureTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// The tensors of a fixture without its manifest, and the manifest as an architecture file.
    private func split(_ name: String) throws -> (weights: String, architecture: String) {
        let file = try SafetensorsFile(path: Fixture.path("\(name).safetensors"))
        let tensors = try file.tensors.map {
            TensorData(name: $0.name, shape: $0.shape, floats: try file.floats(of: $0))
        }
        let counter = TensorData(name: "1.num_batches_tracked", shape: [1], floats: [7])
        let manifest = try #require(file.metadata["manifest"])
        return (
            try folder.write(try SafetensorsFile.serialize(tensors + [counter]), to: "weights"),
            try folder.write(Array(manifest.utf8), to: "architecture")
        )
    }

    @Test("give the network that a manifest gives", arguments: ConvolutionalModelTests.names)
    func sameNetwork(name: String) throws {
        let files = try split(name)
        var options = ModelOptions()
        options.architecture = try Architecture(path: files.architecture)
        let model = try Model(path: files.weights, options: options)
        let original = try Model(path: Fixture.path("\(name).safetensors"))
        #expect(!model.hasManifest)
        #expect(model.manifest == original.manifest)
        #expect(model.network.graph.nodes == original.network.graph.nodes)
    }

    @Test("without one a convolution is told, and that the file is needed")
    func missing() throws {
        let path = try split("conv-teaching").weights
        let error = ModelError.architectureMissing(
            file: path, tensor: "0.weight", shape: [6, 1, 5, 5])
        #expect(throws: error) { try Model(path: path) }
        #expect(error.description.contains("0.weight [6, 1, 5, 5] is a convolution"))
    }

    @Test("layers alone are enough, with options for the rest")
    func layersAlone() throws {
        let weights = try split("conv-teaching").weights
        let layers = """
            {"layers": [
                {"type": "conv2d", "weight": "0.weight", "bias": "0.bias", "order": "output-input",
                 "activation": "relu"},
                {"type": "max-pool2d", "size": [2, 2]},
                {"type": "flatten", "order": "channels-first"},
                {"type": "dense", "weight": "4.weight", "bias": "4.bias", "order": "output-input",
                 "activation": "relu"},
                {"type": "dense", "weight": "6.weight", "bias": "6.bias", "order": "output-input",
                 "activation": "softmax"}]}
            """
        let path = try folder.write(Array(layers.utf8), to: "layers")
        var options = ModelOptions()
        options.architecture = try Architecture(path: path)
        #expect(
            throws: ModelError.inputShapeMissing(file: path)
        ) { try Model(path: weights, options: options) }
        options.inputShape = ImageShape(height: 12, width: 12)
        let model = try Model(path: weights, options: options)
        #expect(model.manifest.classes == ["0", "1", "2"])
        #expect(
            model.network.graph.nodes
                == (try Model(path: Fixture.path("conv-teaching.safetensors")).network.graph.nodes))
        options.weightOrder = .inputOutput
        #expect(throws: ModelError.architectureDecides(file: path, setting: .weightOrder)) {
            try Model(path: weights, options: options)
        }
    }

    @Test("class names are said by the architecture or by options, not by both")
    func classNamesTwice() throws {
        let files = try split("conv-teaching")
        var options = ModelOptions()
        options.architecture = try Architecture(path: files.architecture)
        options.classNames = ["x", "y", "z"]
        let error = ModelError.architectureDecides(file: files.architecture, setting: .classNames)
        #expect(throws: error) { try Model(path: files.weights, options: options) }
    }

    @Test(
        "that are wrong are refused with the place",
        arguments: [
            ("", "end"), ("[]", "expected an object"), ("{}", "key layers is missing"),
            (#"{"layers": [], "layer": 1}"#, "unknown key layer"),
            (#"{"version": 2, "layers": []}"#, "version is 2"),
            (#"{"layers": [{"type": "conv3d"}]}"#, "layer 1: unknown type conv3d"),
            (#"{"layers": [{"type": "max-pool2d", "size": "2"}]}"#, "layer 1, size"),
            (
                #"{"layers": [{"type": "max-pool2d", "size": 2, "padding": "full"}]}"#,
                "layer 1, padding: expected numbers, same or valid"
            ),
            (
                #"{"layers": [{"type": "max-pool2d", "size": 2, "padding": "same"}]}"#,
                "expected numbers where the stride is not 1"
            ),
            (
                #"{"layers": [{"type": "flatten", "question": "Which order?"}]}"#,
                "key order is missing"
            ),
            (
                #"{"layers": [{"type": "dropout", "rate": 0.5, "question": "Which rate?"}]}"#,
                "layer 1 asks: Which rate? Answer it"
            ),
            (#"{"layers": [{"type": "max-pool2d", "size": [2]}]}"#, "array of 2 whole numbers"),
            (#"{"layers": [{"type": "max-pool2d", "size": [2, 2.5]}]}"#, "whole numbers only"),
            (#"{"layers": [{"type": "flatten", "order": "last"}]}"#, "expected one of"),
            (#"{"layers": [{"type": "dropout", "rate": "high"}]}"#, "expected a number"),
        ])
    func refusals(text: String, message: String) throws {
        let path = try folder.write(Array(text.utf8), to: "wrong")
        let error = #expect(throws: ModelError.self) { try Architecture(path: path) }
        let description = try #require(error?.description)
        #expect(description.hasPrefix("\(path): "))
        #expect(text.isEmpty || description.contains(message), "\(description)")
    }

    @Test("that describe no network are refused, never run")
    func hostile() throws {
        let weights = try split("conv-teaching").weights
        let huge = "9223372036854775807"
        for layer in [
            #"{"type": "max-pool2d", "size": [0, 1]}"#,
            #"{"type": "max-pool2d", "size": [13, 1]}"#,
            #"{"type": "max-pool2d", "size": [1, 1], "stride": [0, 1]}"#,
            #"{"type": "max-pool2d", "size": [\#(huge), \#(huge)]}"#,
            #"{"type": "average-pool2d", "size": [2, 2], "padding": [2, 0, 0, 0]}"#,
            #"{"type": "average-pool2d", "size": [2, 2], "padding": [0, 0, -1, 0]}"#,
            #"{"type": "conv2d", "weight": "0.weight", "order": "output-input", "#
                + #""padding": [60000, 60000, 60000, 60000], "activation": "relu"}"#,
            #"{"type": "conv2d", "weight": "0.weight", "order": "output-input", "#
                + #""padding": [\#(huge), 0, 0, 0], "activation": "relu"}"#,
            #"{"type": "conv2d", "weight": "0.weight", "order": "input-output", "#
                + #""activation": "relu"}"#,
            #"{"type": "conv2d", "weight": "0.weight", "order": "output-input", "#
                + #""activation": "softmax"}, {"type": "flatten", "order": "channels-first"}"#,
            #"{"type": "conv2d", "weight": "4.weight", "order": "output-input", "#
                + #""activation": "relu"}"#,
            #"{"type": "batch-norm", "mean": "0.weight", "variance": "0.bias", "#
                + #""epsilon": 0, "activation": "relu"}"#,
            #"{"type": "dense", "weight": "0.weight", "order": "output-input", "#
                + #""activation": "softmax"}"#,
            #"{"type": "dropout", "rate": 1}"#, #"{"type": "dropout", "rate": -0.5}"#,
        ] {
            let input = #""input": {"height": 12, "width": 12, "channels": 1}"#
            let text = #"{\#(input), "layers": [\#(layer)]}"#
            var options = ModelOptions()
            options.architecture = try Architecture(
                path: try folder.write(Array(text.utf8), to: "hostile"))
            #expect(throws: ModelError.self, "\(layer)") {
                try Model(path: weights, options: options)
            }
        }
    }
}
