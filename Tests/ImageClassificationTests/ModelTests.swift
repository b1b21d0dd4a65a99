import Foundation
import ImageClassification
import NeuralNetwork
import Safetensors
import TensorCore
import Testing
import TestSupport

@Suite("Models")
struct ModelTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func network(_ last: Activation = .softmax) throws -> Network {
        try Network([
            Dense(
                weights: Matrix([
                    [0.1, -0.5, 0.25], [0.3, 0.75, -1], [2, 0, 0.5], [1, 1, 1],
                ]),
                bias: [0.5, -0.25, 0], activation: .tanh),
            Dense(weights: Matrix([[1, 2], [3, 4], [5, 6]]), activation: last),
        ])
    }

    @Test("a network made by hand is saved and read back with its manifest")
    func roundTrip() throws {
        let model = try Model(
            network: network(), name: "mine", input: ImageShape(height: 2, width: 2),
            normalization: InputNormalization(scale: 0.5, mean: 1, std: 2), classes: ["no", "yes"])
        let path = folder.path("mine.safetensors")
        try model.write(to: path)
        let read = try Model(path: path)
        #expect(read.manifest == model.manifest)
        #expect(read.network.graph.nodes == model.network.graph.nodes)
        #expect(read.hasManifest)
        let pixels: [UInt8] = [0, 50, 100, 255]
        #expect(
            try Classifier(read).classify(pixels) == Classifier(model).classify(pixels))
    }

    @Test("what does not fit the network is refused")
    func misfits() throws {
        let square = ImageShape(height: 2, width: 2)
        #expect(throws: ModelError.self) {
            try Model(network: network(), name: "m", input: ImageShape(height: 2, width: 3))
        }
        #expect(throws: ModelError.classNames(file: "m", expected: 2, found: 3)) {
            try Model(network: network(), name: "m", input: square, classes: ["a", "b", "c"])
        }
    }

    @Test("options that the manifest decides are refused, not ignored")
    func manifestDecides() throws {
        let path = try TinyModel.brightestPixel(in: folder)
        var options = ModelOptions()
        options.hiddenActivation = .sigmoid
        #expect(
            throws: ModelError.manifestDecides(file: path, setting: .hiddenActivation)
        ) { try Model(path: path, options: options) }
    }

    /// Manifests with one thing wrong, and the words that say what.
    private static let wrongManifests: KeyValuePairs = [
        #"{"version": 2}"#: "version is 2; expected 1",
        #"[]"#: "the manifest: expected an object, found an array",
        #"{"version": 1}"#: "the manifest: key name is missing",
        #"{"version": 1, "name": 7}"#: "the manifest.name: expected a string, found a number",
        #"{"version": 1, "name": "m", "input": {"height": 0, "width": 1, "channels": 1}}"#:
            "expected extents of 1 to 65536, found [0, 1, 1]",
        #"{"version": 1, "version": 1}"#: "expected each key once, found version again",
        """
        {"version": 1, "name": "m", "input": {"height": 1, "width": 1, "channels": 1},
         "normalization": {"scale": 1, "mean": 0, "std": 0}}
        """: "std",
        """
        {"version": 1, "name": "m", "input": {"height": 1, "width": 1, "channels": 1},
         "normalization": {"scale": 1, "mean": 0, "std": 1},
         "layers": [{"type": "recurrent"}]}
        """: "unknown type recurrent; expected one of dense, conv2d",
        """
        {"version": 1, "name": "m", "input": {"height": 1, "width": 1, "channels": 1},
         "normalization": {"scale": 1, "mean": 0, "std": 1},
         "layers": [{"type": "dense", "weight": "W", "order": "input-output",
                     "activation": "swish"}]}
        """: "reciprocal, sqrt, softmax, found swish",
        """
        {"version": 1, "name": "m", "input": {"height": 1, "width": 1, "channels": 1},
         "normalization": {"scale": 1, "mean": 0, "std": 1}, "layers": [], "classes": [],
         "dropout": 0.5}
        """: "unknown key dropout",
    ]

    @Test("a wrong manifest is refused with the place and what was expected")
    func wrongManifest() throws {
        for (manifest, sentence) in Self.wrongManifests {
            let bytes = try SafetensorsFile.serialize(
                [TensorData(name: "W", shape: [1, 1], floats: [1])],
                metadata: ["manifest": manifest])
            let path = try folder.write(bytes, to: "wrong")
            #expect {
                try Model(path: path)
            } throws: { error in
                "\(error)".hasPrefix("\(path): the manifest is wrong: ")
                    && "\(error)".contains(sentence)
            }
        }
    }
}
