import Conversion
import Foundation
import IDX
import ImageClassification
import NeuralNetwork
import ONNX
import Safetensors
import TestSupport
import Testing

@Suite("Quantizing models")
struct QuantizationTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func quantize(_ model: BundledModel, count: Int = 60) throws -> ModelQuantization {
        try ModelQuantization(
            path: model.path, calibration: DatasetPreset.mnist.testSet, count: count,
            output: "small")
    }

    @Test("the file is a quarter of the size, reads back, and loses hardly an answer")
    func file() throws {
        let quantization = try quantize(.mnistSigmoid)
        let share = Double(quantization.bytes.count) / Double(quantization.originalByteCount)
        #expect(share <= 0.28)
        let path = try folder.write(quantization.bytes, to: "small.safetensors")
        let model = try Model(path: path)
        #expect(model.manifest.name == "mnist-sigmoid-int8")
        #expect(model.manifest.layers.map(\.type) == Array(repeating: "quantized-dense", count: 3))
        #expect(model.manifest.classes == quantization.original.classNames)
        let file = try SafetensorsFile(path: path)
        #expect(file["W1"]?.dtype == .i8 && file["W1"]?.shape == [50, 784])
        let images = Array(
            try IDXArray(path: DatasetPreset.mnist.testSet.images).bytes.prefix(100 * 784))
        let read = try Classifier(model).logits(images)
        #expect(try quantization.quantized.logits(images) == read)
        #expect(try Classifier(model).logits(images, batchSize: 7, threads: 2) == read)
        let before = try quantization.original.logits(images).argmaxOfRows()
        let changed = zip(before, try read.argmaxOfRows()).count { $0 != $1 }
        #expect(changed <= 1)
        // Written again by what was read, it is the same.
        try model.write(to: folder.path("again.safetensors"))
        #expect(
            try [UInt8](Data(contentsOf: folder.url.appending(path: "again.safetensors")))
                == quantization.bytes)
    }

    @Test("the network that tells what is no digit is quantized with the other")
    func rejection() throws {
        let quantization = try quantize(.mnistMLP, count: 3)
        let model = quantization.quantized.model
        #expect(model.rejection?.threshold == quantization.original.model.rejection?.threshold)
        let types = model.manifest.rejection?.layers.map(\.type) ?? []
        #expect(types.contains("quantized-conv2d"))
        #expect(Set(model.manifest.layers.flatMap(\.tensorNames)).count == 9)
        let garments = Array(
            try IDXArray(path: DatasetPreset.fashionMNIST.testSet.images).bytes.prefix(2 * 784))
        let found = try quantization.quantized.classify(batch: garments, rejects: true)
        #expect(found.allSatisfy { $0.rejection?.isRejected == true })
    }

    @Test("a conversion keeps integers as they are")
    func conversion() throws {
        let path = try folder.write(
            try quantize(.mnistSigmoid, count: 10).bytes, to: "small.safetensors")
        let conversion = try ModelConversion(path: path, output: "new")
        #expect(conversion.isExact)
        #expect(conversion.original.model.network.layers.count == 3)
    }

    @Test("ONNX has them between QuantizeLinear and DequantizeLinear")
    func onnx() throws {
        let path = try folder.write(
            try quantize(.mnistSigmoid, count: 10).bytes, to: "small.safetensors")
        let export = try ONNXExport(path: path, output: "small.onnx")
        let types = export.onnx.graph.nodes.map(\.operatorType)
        #expect(types.count { $0 == "QuantizeLinear" } == 3)
        #expect(types.count { $0 == "Gemm" } == 3 && types.last == "Softmax")
        let tensors = export.onnx.graph.initializers
        #expect(tensors["W1"]?.type == .uint8 && tensors["b1"]?.type == .int32)
        #expect(try tensors["W1.zero"]?.floats() == Array(repeating: 128, count: 50))
        let signed = try ONNXExport(path: path, integerWeights: .int8, output: "small.onnx")
            .onnx.graph.initializers
        #expect(signed["W1"]?.type == .int8)
        #expect(try signed["W1.zero"]?.floats() == Array(repeating: 0, count: 50))
        let weights = try #require(tensors["W1"]).floats()
        #expect(try signed["W1"]?.floats() == weights.map { $0 - 128 })
    }

    @Test("wrong manifests are refused by the key")
    func wrongManifests() throws {
        let bytes = try quantize(.mnistSigmoid, count: 10).bytes
        let file = try SafetensorsFile(bytes: bytes, source: "small")
        let manifest = try #require(file.metadata["manifest"])
        func message(_ old: String, _ new: String) throws -> String {
            let tensors = try file.tensors.map {
                TensorData(
                    name: $0.name, dtype: $0.dtype, shape: $0.shape, bytes: try file.bytes(of: $0))
            }
            let changed = try SafetensorsFile.serialize(
                tensors,
                metadata: ["manifest": manifest.replacing(old, with: new, maxReplacements: 1)],
                source: "small")
            var text = ""
            do { _ = try Model(bytes: changed, source: "small") } catch { text = "\(error)" }
            return text
        }
        #expect(try message("\"zero-point\"", "\"zero\"").contains("key zero-point is missing"))
        #expect(
            try message("\"zero-point\":0", "\"zero-point\":256").contains(
                "expected 0 to 255, found 256"))
        #expect(
            try message("\"scale\":\"W1.scale\"", "\"scale\":\"W2.scale\"").contains("W2.scale"))
        #expect(
            try message("\"weight\":\"W1\"", "\"weight\":\"W1.scale\"").contains(
                "expected I8 of 2 axes"))
        #expect(
            try message("\"input\":{\"scale\":0.", "\"input\":{\"scale\":-0.").contains(
                "wrong scale of its input"))
    }
}
