import Conversion
import ImageClassification
import NeuralNetwork
import Safetensors
import TestSupport
import Testing

@Suite("Images of no class")
struct RejectionTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test("the score is the rejection network's logit, and nothing else of an answer changes")
    func scores() throws {
        let classifier = try Classifier(path: DoubtfulModel.write(in: folder))
        let pixels: [UInt8] = [255, 0, 51, 0, 255, 255, 127, 0, 255, 255, 128, 0]
        let answers = try classifier.classify(batch: pixels, rejects: true)
        let scores = answers.compactMap(\.rejection?.score)
        for (score, sum) in zip(scores, [306.0, 637, 638]) {
            #expect(abs(Double(score) - sum / 255) < 1e-6)
        }
        #expect(answers.map(\.isRejected) == [false, false, true])
        let plain = try classifier.classify(batch: pixels)
        #expect(plain.allSatisfy { $0.rejection == nil && !$0.isRejected })
        #expect(plain.map(\.logits) == answers.map(\.logits))
    }

    @Test("an evaluation counts them, in any batches and by any number of threads")
    func counts() throws {
        let classifier = try Classifier(path: DoubtfulModel.write(in: folder))
        var random = SeededGenerator(seed: 7)
        let count = 700
        let pixels = (0..<count * 4).map { _ in UInt8.random(in: 0...255, using: &random) }
        let labels = (0..<count).map { _ in UInt8.random(in: 0..<4, using: &random) }
        let dataset = LabeledImages(
            images: try folder.write(
                IDXFixture.uint8(dimensions: [UInt32(count), 2, 2], pixels), to: "images"),
            labels: try folder.write(IDXFixture.labels(labels), to: "labels"))
        var expected = (rejected: 0, correct: 0)
        for index in 0..<count {
            let image = pixels[index * 4..<index * 4 + 4]
            // No sum is 637.5, so that rounding decides nothing.
            if image.reduce(0, { $0 + Int($1) }) >= 638 {
                expected.rejected += 1
            } else if image.firstIndex(of: image.max() ?? 0) == index * 4 + Int(labels[index]) {
                expected.correct += 1
            }
        }
        var options = EvaluationOptions()
        #expect(try classifier.evaluate(dataset, options: options).rejection == nil)
        options.rejects = true
        for (batchSize, threads) in [(128, 1), (1, 2), (37, 3)] {
            (options.batchSize, options.threads) = (batchSize, threads)
            let found = try #require(
                try classifier.evaluate(dataset, options: options).rejection)
            #expect(found.rejected == expected.rejected)
            #expect(found.accepted == count - expected.rejected)
            #expect(found.acceptedCorrect == expected.correct)
        }
        let plain = try Classifier(path: TinyModel.brightestPixel(in: folder))
        #expect(throws: ModelError.noRejection(file: plain.model.source)) {
            try plain.evaluate(dataset, options: options)
        }
    }

    @Test("converted and written files keep the network, the temperature and the scores")
    func files() throws {
        let path = try DoubtfulModel.write(in: folder)
        let original = try Model(path: path)
        let conversion = try ModelConversion(path: path, dtype: .f16, output: "new")
        let output = folder.path("new.safetensors")
        try conversion.write(to: output)
        let written = folder.path("written.safetensors")
        try original.write(to: written)
        for file in [output, written] {
            let model = try Model(path: file)
            #expect(model.manifest == original.manifest)
            #expect(model.conformalScores == original.conformalScores)
            #expect(model.rejection?.threshold == 2.5)
            #expect(model.rejection?.network.parameterCount == 5)
        }
        #expect(try SafetensorsFile(path: output)["r.weight"]?.dtype == .f16)
        #expect(try SafetensorsFile(path: output)["calibration.scores"]?.dtype == .f32)
        #expect(original.manifest.calibration?.temperature == 1.25)
        #expect(try ONNXExport(original, output: "o.onnx").leftOut.count == 2)
    }

    /// The keys of a manifest, and what is wrong with them.
    private static let wrong: [(key: String, expected: String)] = [
        (
            #""rejection": {"layers": [], "threshold": 1}"#,
            "the rejection network is wrong: the network is empty"
        ),
        (
            #""rejection": {"layers": [{"type": "flatten", "order": "channels-first"}], "threshold": 1}"#,
            "the rejection network is wrong: expected one output, found 4"
        ),
        (
            #""rejection": \#(DoubtfulModel.rejection.replacing("identity", with: "sigmoid"))"#,
            "the rejection network is wrong: expected a logit, found an output that ends in a sigmoid"
        ),
        (
            #""rejection": \#(DoubtfulModel.rejection.replacing("r.weight", with: "r.w"))"#,
            "tensor r.w is missing"
        ),
        (#""rejection": {"layers": []}"#, "the manifest.rejection: key threshold is missing"),
        (
            #""rejection": {"layers": [{"type": "dens"}], "threshold": 1}"#,
            "rejection: layer 1: unknown type dens"
        ),
        (#""calibration": {"temperature": 0}"#, "calibration.temperature: expected more than 0"),
        (#""calibration": {"temperature": 1, "T": 1}"#, "unknown key T"),
        (
            #""conformal": {"scores": "W"}"#,
            "tensor W holds no scores of prediction sets: expected F32"
        ),
        (#""conformal": {"scores": "none"}"#, "tensor none is missing"),
    ]

    @Test("what a manifest says of them is read strictly", arguments: wrong)
    func refusals(key: String, expected: String) throws {
        let tensors = DoubtfulModel.tensors.filter { tensor in
            ["W", "b"].contains(tensor.name) || key.contains("\"\(tensor.name)\"")
        }
        let path = try DoubtfulModel.write(in: folder, keys: [key], tensors: tensors)
        #expect {
            try Model(path: path)
        } throws: { error in
            "\(error)".contains(expected)
        }
    }

    @Test("scores rise from 0 to 1, and tensors that nothing uses are refused")
    func scoresInOrder() throws {
        for (change, place) in [(Float.nan, 7), (0.05, 1), (1.5, 119), (-0.5, 0)] {
            var tensors = DoubtfulModel.tensors
            var scores = (0..<120).map { 0.1 + Float($0) * 0.0061 }
            scores[place] = change
            tensors[4] = TensorData(name: "calibration.scores", shape: [120], floats: scores)
            let path = try DoubtfulModel.write(in: folder, tensors: tensors)
            #expect {
                try Model(path: path)
            } throws: { error in
                "\(error)".contains(
                    "scores of 0 to 1 that do not fall, found \(change) at \(place)")
            }
        }
        let path = try DoubtfulModel.write(in: folder, keys: [])
        #expect(
            throws: ModelError.unusedTensors(
                file: path, tensors: ["calibration.scores", "r.bias", "r.weight"])
        ) { try Model(path: path) }
    }
}
