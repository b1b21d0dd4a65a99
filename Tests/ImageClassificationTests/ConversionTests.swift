import Conversion
import ImageClassification
import NeuralNetwork
import Safetensors
import Testing
import TestSupport

/// Files written by PyTorch and Keras layouts, made by `tools/python/make-fixtures.py`.
@Suite("Converting models")
struct ConversionTests {
    private static let names = [
        "pytorch-state-dict", "pytorch-sequential", "keras", "w1b1", "w1b1-f16", "w1b1-bf16",
        "w1b1-f64", "w1b1-mixed", "w1b1-shuffled", "neutral-input-output", "neutral-output-input",
    ]
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func convert(
        _ path: String, dtype: DType? = nil, name: String? = nil,
        _ change: (inout ModelOptions) -> Void = { _ in }
    ) throws -> ModelConversion {
        var options = ModelOptions()
        change(&options)
        return try ModelConversion(
            path: path, options: options, dtype: dtype, name: name, output: "new")
    }

    @Test("a file of any layout reads without options, and answers as before", arguments: names)
    func roundTrip(name: String) throws {
        let path = Fixture.path("\(name).safetensors")
        for dtype in [nil, .f32, .f16, .bf16, .f64] as [DType?] {
            let conversion = try convert(path, dtype: dtype, name: "mine") { options in
                options.hiddenActivation = .sigmoid
                options.normalization = try? InputNormalization(
                    scale: 1.0 / 255, mean: 0.1307, std: 0.3081)
                options.classNames = ["a", "b", "c"]
            }
            let check = try conversion.check()
            #expect(check.dataset == nil && check.images == 1000)
            #expect(conversion.isExact == check.isEqual)
            if dtype == nil || dtype == .f32 || dtype == .f64 { #expect(check.isEqual) }
            // The file as it is written is the one that was checked.
            let output = folder.path("new.safetensors")
            try conversion.write(to: output)
            let written = try Model(path: output)
            #expect(written.hasManifest && written.manifest.name == "mine")
            #expect(written.manifest.classes == ["a", "b", "c"])
            #expect(written.manifest.normalization.mean == 0.1307)
            #expect(written.manifest.layers[0].activation == .sigmoid)
            let file = try SafetensorsFile(path: output)
            if let dtype { #expect(file.tensors.allSatisfy { $0.dtype == dtype }) }
            // Rounding what is rounded changes nothing.
            #expect(try convert(output, dtype: dtype).isExact)
        }
    }

    @Test(
        "a convolutional network in any layout answers as before, in every type",
        arguments: ConvolutionalModelTests.names)
    func convolutions(name: String) throws {
        let path = Fixture.path("\(name).safetensors")
        let manifest = try Model(path: path).manifest
        for dtype in [nil, .f32, .f16, .bf16] as [DType?] {
            let conversion = try convert(path, dtype: dtype)
            let check = try conversion.check()
            #expect(check.isEqual == conversion.isExact && check.images >= 1000)
            if dtype == nil || dtype == .f32 { #expect(check.isEqual) }
            #expect(check.largestDifference < check.largestLogit / 10)
            let output = folder.path("new.safetensors")
            try conversion.write(to: output)
            #expect(try Model(path: output).manifest == manifest)
            #expect(try convert(output, dtype: dtype).isExact)
        }
    }

    @Test("rounded weights are those that PyTorch rounds", arguments: ["f16", "bf16"])
    func rounding(suffix: String) throws {
        let dtype = try #require(DType(rawValue: suffix.uppercased()))
        let conversion = try convert(Fixture.path("w1b1.safetensors"), dtype: dtype)
        let found = try SafetensorsFile(bytes: conversion.bytes, source: "new")
        let expected = try SafetensorsFile(path: Fixture.path("w1b1-\(suffix).safetensors"))
        #expect(!conversion.isExact && found.tensors.count == 6)
        for tensor in expected.tensors {
            #expect(try found.bytes(of: tensor.name) == expected.bytes(of: tensor))
        }
    }

    @Test("without a type, tensors keep their bytes, and metadata its texts")
    func bytes() throws {
        let path = Fixture.path("w1b1-mixed.safetensors")
        let original = try SafetensorsFile(path: path)
        let found = try SafetensorsFile(bytes: convert(path).bytes, source: "new")
        #expect(found.tensors.map(\.name) == original.tensors.map(\.name))
        for tensor in original.tensors {
            #expect(found[tensor.name]?.dtype == tensor.dtype)
            #expect(try found.bytes(of: tensor.name) == original.bytes(of: tensor))
        }
        let pytorch = try convert(Fixture.path("pytorch-state-dict.safetensors"))
        let metadata = try SafetensorsFile(bytes: pytorch.bytes, source: "new").metadata
        #expect(metadata["format"] == "pt" && metadata["manifest"] != nil)
    }

    @Test("a finite weight that would become infinite is refused by name and position")
    func overflow() throws {
        let tensors = [
            TensorData(name: "W1", shape: [2, 2], floats: [1, 65_504, 65_520, 3]),
            TensorData(name: "b1", shape: [2], floats: [0, 0]),
        ]
        let path = try folder.write(SafetensorsFile.serialize(tensors), to: "large")
        func convert(_ dtype: DType) throws -> ModelConversion {
            try self.convert(path, dtype: dtype) { $0.weightOrder = .inputOutput }
        }
        #expect(
            throws: ConversionError.overflow(
                file: path, tensor: "W1", position: [1, 0], value: "65520.0", dtype: .f16)
        ) { try convert(.f16) }
        #expect(try convert(.bf16).bytes.isEmpty == false)
    }

    @Test("infinite and missing numbers stay what they are where they are allowed")
    func nonFinite() throws {
        let tensors = [
            TensorData(name: "W1", shape: [2, 2], floats: [1, .infinity, -.infinity, .nan]),
            TensorData(name: "b1", shape: [2], floats: [0, 0]),
        ]
        let path = try folder.write(SafetensorsFile.serialize(tensors), to: "nonfinite")
        let conversion = try convert(path, dtype: .f16) { options in
            options.weightOrder = .inputOutput
            options.allowsNonFinite = true
        }
        #expect(conversion.isExact)
        #expect(try conversion.check().images == 1000)
    }

    @Test("bundled models are checked on the test set they were trained for", .tags(.slow))
    func bundled() throws {
        let conversion = try convert(BundledModel.mnistSigmoid.path, dtype: .bf16)
        let check = try conversion.check()
        #expect(check.dataset == .mnist && check.images == 10_000)
        #expect(!check.isEqual && check.largestDifference > 0)
        #expect(check.largestDifference < check.largestLogit / 50)
        #expect(check.changedShare < 0.01)
        let evaluation = try conversion.converted.evaluate(DatasetPreset.mnist.testSet)
        let original = try conversion.original.evaluate(DatasetPreset.mnist.testSet)
        let difference = evaluation.evaluation.correct - original.evaluation.correct
        #expect(abs(difference) <= check.changedPredictions)
    }
}
