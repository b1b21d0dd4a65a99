import FileIO
import ImageClassification
import ModelFiles
import NeuralNetwork
import ONNX
import TestSupport
import Testing

/// Networks of ONNX files, with the logits of ONNX Runtime; made by
/// `tools/python/make-onnx-import-fixtures.py`.
@Suite("ONNX networks")
struct ONNXModelTests {
    private struct Expected: Decodable {
        struct Network: Decodable {
            /// The factor that pixels want; `nil` where the graph tells it.
            let scale: Double?
            let logits: [[Double]]
        }

        let pixels: [[UInt8]]
        let networks: [String: Network]
    }

    static let names = [
        "gemm", "zoo", "channels-last", "branches", "spelled", "labels", "rows", "integers",
        "norms", "attention", "recurrent", "resized", "chosen", "first-set", "columns",
    ]

    private func model(_ name: String, scale: Double?) throws -> Model {
        var options = ModelOptions()
        options.normalization = try scale.map {
            try InputNormalization(scale: $0, mean: 0, std: 1)
        }
        return try Model(path: Fixture.path("onnx/\(name).onnx"), options: options)
    }

    @Test("give the logits of ONNX Runtime within 1e-5", arguments: names)
    func origin(name: String) throws {
        let expected: Expected = try Fixture.decode("onnx/expected.json")
        let network = try #require(expected.networks[name])
        let classifier = try Classifier(model(name, scale: network.scale))
        for (image, logits) in zip(expected.pixels, network.logits) {
            let found = try classifier.classify(image).logits
            let largest = logits.map(abs).max() ?? 0
            #expect(found.count == logits.count)
            for (found, expected) in zip(found, logits) {
                #expect(abs(Double(found) - expected) <= 1e-5 * largest)
            }
        }
    }

    @Test("written as safetensors and read again are the same", arguments: names)
    func writing(name: String) throws {
        try expectSameWhenWritten(model(name, scale: nil))
    }

    @Test("give the same bits for every batch size, thread count and variant", arguments: names)
    func sameBits(name: String) throws {
        try expectSameBits(
            Classifier(model(name, scale: nil)), images: 150, batchSizes: [1, 7, 150])
    }

    @Test(
        "take feature maps of their own shape alone, not others of as many pixels", arguments: names
    )
    func shape(name: String) throws {
        let classifier = try Classifier(model(name, scale: nil))
        let shape = classifier.inputShape
        let flat = ImageShape(
            height: 1, width: shape.height * shape.width, channels: shape.channels)
        let expected: Expected = try Fixture.decode("onnx/expected.json")
        let pixels = try #require(expected.pixels.first)
        _ = try classifier.evaluate(LabeledImages(pixels: pixels, shape: shape, labels: [0]))
        let images = try LabeledImages(pixels: pixels, shape: flat, labels: [0])
        guard !classifier.model.network.takesVectors else {
            _ = try classifier.evaluate(images)
            return
        }
        #expect {
            try classifier.evaluate(images)
        } throws: {
            if case DatasetError.shapeDiffers(_, flat, "\(shape.count) (\(shape))") = $0 {
                true
            } else {
                false
            }
        }
    }

    @Test("name classes as the graph does")
    func classes() throws {
        let model = try model("labels", scale: nil)
        #expect(model.manifest.classes == ["3", "5", "7", "9"])
        #expect(model.network.endsInSoftmax)
    }

    @Test("tell the normalization that the graph begins with, which is no layer then")
    func normalization() throws {
        let model = try model("channels-last", scale: nil)
        #expect(abs(model.manifest.normalization.scale - 1 / 78.6) < 1e-9)
        #expect(abs(model.manifest.normalization.mean - 33.3 / 78.6) < 1e-7)
        #expect(model.manifest.layers.first?.type == "conv2d")
        #expect(!model.hasManifest)
    }

    @Test("refuse options that the graph decides")
    func options() {
        var options = ModelOptions()
        options.hiddenActivation = .tanh
        let path = Fixture.path("onnx/gemm.onnx")
        #expect(
            throws: ONNXImportError.graphDecides(file: path, setting: .hiddenActivation)
        ) { try Model(path: path, options: options) }
    }
}

/// What makes no network here.
@Suite("Refused ONNX graphs")
struct ONNXRefusalTests {
    private func weights(_ graph: ONNXGraph, opset: Int = 13) throws -> Model {
        try Model(
            onnx: ONNXModel(
                source: "net.onnx", producer: "test", operatorSets: ["": opset], graph: graph))
    }

    private func graph(
        _ nodes: [ONNXNode], input: [ONNXDimension] = [.named("N"), .known(16)],
        output: String = "y", constants: [String: ONNXTensor] = [:]
    ) -> ONNXGraph {
        ONNXGraph(
            name: "g", nodes: nodes, initializers: constants,
            inputs: [ONNXValueInfo(name: "x", type: .float, shape: input)],
            outputs: [ONNXValueInfo(name: output, type: .float, shape: nil)])
    }

    private func node(
        _ type: String, _ inputs: [String] = ["x"], _ output: String = "y", domain: String = "",
        _ attributes: [String: ONNXAttribute] = [:], index: Int = 0
    ) -> ONNXNode {
        ONNXNode(
            name: "\(type)_1", operatorType: type, domain: domain, inputs: inputs,
            outputs: [output], attributes: attributes, index: index)
    }

    private func reason(_ graph: ONNXGraph) -> String {
        do {
            _ = try weights(graph)
            return "none"
        } catch {
            return "\(error)"
        }
    }

    @Test("an operator that is not known is named with its node")
    func unknown() {
        #expect(
            reason(graph([node("Scan")]))
                == "net.onnx: node Scan_1 (Scan) is not supported: the operator is not computed "
                + "here")
        #expect(
            reason(graph([node("Fancy", domain: "com.example")]))
                == "net.onnx: node Fancy_1 (Fancy) is not supported: the operator is not computed "
                + "here; its domain is com.example")
    }

    @Test("an attribute that is not known is named")
    func attribute() {
        #expect(
            reason(graph([node("Relu", ["x"], "y", ["mystery": .int(1)])]))
                == "net.onnx: node Relu_1 (Relu) is not supported: attribute mystery is not known "
                + "here")
    }

    @Test("texts of attributes do not break the line of an error")
    func attributeTexts() {
        let texts: [(ONNXNode, String)] = [
            (
                node(
                    "MaxPool", ["x"], "y",
                    ["kernel_shape": .ints([2, 2]), "auto_pad": .string("A\nB")]),
                "attribute auto_pad is A\\nB"
            ),
            (
                node(
                    "Pad", ["x"], "y",
                    ["pads": .ints([0, 0, 1, 1, 0, 0, 1, 1]), "mode": .string("A\nB")]),
                "it pads in mode A\\nB by [0, 0, 1, 1, 0, 0, 1, 1]"
            ),
        ]
        let input: [ONNXDimension] = [.named("N"), .known(1), .known(8), .known(8)]
        for (node, expected) in texts {
            #expect(reason(graph([node], input: input)).hasSuffix("is not supported: \(expected)"))
        }
    }

    @Test("a node that the output does not need does not matter")
    func aside() {
        let aside = [node("Scan", ["x"], "z"), node("Relu", ["x"], "y", index: 1)]
        #expect(reason(graph(aside)) == "none")
    }

    @Test("values of different images are not mixed")
    func batch() {
        let mixed = graph(
            [node("ReduceMean", ["x"], "y", ["axes": .ints([0])])],
            input: [.known(10), .known(16)])
        #expect(reason(mixed).hasSuffix("it reduces the axis of the batch"))
        let reshaped = graph(
            [node("Transpose", ["x"], "t"), node("Flatten", ["t"], "y", index: 1)],
            input: [.known(10), .known(16)])
        #expect(reason(reshaped) != "none")
    }

    @Test("values moved without end are refused, not waited for")
    func budget() {
        var nodes: [ONNXNode] = []
        var last = "x"
        for index in 0..<3_000 {
            let perm = [0, 2, 1].map { Int64($0) }
            nodes.append(
                node("Transpose", [last], "t\(index)", ["perm": .ints(perm)], index: 2 * index))
            nodes.append(
                node(
                    "Concat", ["t\(index)", "t\(index)"], "c\(index)", ["axis": .int(2)],
                    index: 2 * index + 1))
            last = "c\(index)"
        }
        let graph = graph(nodes, input: [.known(1), .known(64), .known(64)], output: last)
        #expect(reason(graph).hasPrefix("net.onnx: "))
    }

    @Test("numbers at the ends of their types are refused")
    func extremes() {
        let padded = graph([node("Pad", ["x"], "y", ["pads": .ints([.min, 0, 0, 0])])])
        #expect(reason(padded).contains("its pads are [-9223372036854775808, 0, 0, 0]"))

        func constants(_ values: [String: [Int64]]) -> [String: ONNXTensor] {
            Dictionary(
                uniqueKeysWithValues: values.map {
                    ($0, ONNXTensor(name: $0, shape: [], integers: $1))
                })
        }
        let range = graph(
            [node("Range", ["start", "limit", "step"], "r"), node("Add", ["x", "r"], index: 1)],
            constants: constants([
                "start": [.max], "limit": [.max - 1 << 40], "step": [-1 << 39],
            ]))
        #expect(reason(range).hasSuffix("it makes integers of numbers that are none"))
    }

    @Test("a constant cannot be quantized by nothing, nor be what is no number")
    func quantization() {
        func reason(_ type: String, _ value: Float, scale: [Float]) -> String {
            let shape = scale.count == 1 ? [] : [scale.count]
            return self.reason(
                graph(
                    [node(type, ["c", "scale"], "q"), node("Add", ["x", "q"], index: 1)],
                    constants: [
                        "c": ONNXTensor(name: "c", shape: [], floats: [value]),
                        "scale": ONNXTensor(name: "scale", shape: shape, floats: scale),
                    ]))
        }
        for scale in [0, -1, .nan] as [Float] {
            #expect(
                reason("QuantizeLinear", 0, scale: [scale])
                    .hasSuffix("its scale of a constant is not one number above 0"))
        }
        #expect(
            reason("QuantizeLinear", .nan, scale: [1])
                .hasSuffix("it quantizes a constant that is not a number"))
        #expect(reason("DequantizeLinear", 1, scale: []).hasSuffix("it has 0 scales for []"))
    }

    @Test("an input that is too large, or no images, is refused")
    func input() {
        let huge = graph([node("Relu")], input: [.known(1), .known(1 << 40)])
        #expect(reason(huge).contains("expected at most"))
        let overflowing = graph(
            [node("Relu")], input: [.known(1), .known(1 << 40), .known(1 << 40), .known(4)])
        #expect(reason(overflowing).contains("expected at most"))
        #expect(reason(graph([], output: "x")) != "none")
    }
}
