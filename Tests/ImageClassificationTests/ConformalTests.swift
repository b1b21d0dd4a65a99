import ImageClassification
import TestSupport
import Testing

/// Expected values: `calibration.json`, made by NumPy.
@Suite("Prediction sets")
struct ConformalTests {
    private struct Answers: Decodable {
        struct Sets: Decodable {
            let coverage: Double
            let rank: Int
            let covered: Int
            let sizes: [Int]
        }
        let logits: [[Float]]
        let labels: [Int]
        let scores: [Float]
        let sets: [Sets]
    }

    @Test("ranks, sizes and coverage are NumPy's")
    func figures() throws {
        let answers: Answers = try Fixture.decode("calibration.json")
        for expected in answers.sets {
            let predictor = ConformalPredictor(scores: answers.scores, coverage: expected.coverage)
            #expect(predictor.rank == expected.rank)
            var counts = PredictionSetCounts(predictor, classCount: 4)
            for (logits, label) in zip(answers.logits, answers.labels) {
                let set = predictor.classes(ofLogits: logits.span)
                counts.record(size: set.count, isCovered: set.contains(label))
            }
            #expect(counts.sizes == expected.sizes)
            #expect(counts.covered == expected.covered)
        }
    }

    @Test("an evaluation counts the sets that single answers have")
    func evaluation() throws {
        let folder = try TemporaryFolder()
        for activation in ["softmax", "sigmoid"] {
            let classifier = try Classifier(
                path: DoubtfulModel.write(in: folder, name: activation, activation: activation))
            var random = SeededGenerator(seed: 9)
            let pixels = (0..<400).map { _ in UInt8.random(in: 0...255, using: &random) }
            let labels = (0..<100).map { _ in UInt8.random(in: 0..<4, using: &random) }
            let dataset = LabeledImages(
                images: try folder.write(
                    IDXFixture.uint8(dimensions: [100, 2, 2], pixels), to: "images"),
                labels: try folder.write(IDXFixture.labels(labels), to: "labels"))
            let predictor = try classifier.conformalPredictor(coverage: 0.9)
            // ⌈121 · 0.9⌉ = 109.
            #expect(predictor.limit == Double(0.1 + Float(108) * 0.0061))
            var expected = PredictionSetCounts(predictor, classCount: 4)
            for (answer, label) in zip(try classifier.classify(batch: pixels), labels) {
                let set = predictor.classes(ofLogits: answer.logits.span)
                // The same, by the probabilities: no class is near the limit.
                let limit = Float(1 - predictor.limit)
                #expect(set == (0..<4).filter { answer.probabilities[$0] >= limit })
                expected.record(size: set.count, isCovered: set.contains(Int(label)))
            }
            var options = EvaluationOptions()
            options.coverage = 0.9
            for (batchSize, threads) in [(128, 1), (7, 3)] {
                (options.batchSize, options.threads) = (batchSize, threads)
                let found = try classifier.evaluate(dataset, options: options).predictionSets
                #expect(found == expected)
            }
        }
    }

    @Test("too few scores for a coverage put all classes into each set")
    func tooFew() throws {
        let scores = (0..<100).map { Float($0) / 100 }
        let predictor = ConformalPredictor(scores: scores, coverage: 0.995)
        #expect(predictor.rank == 101 && predictor.limit == .infinity)
        #expect(classes([9, -9, -Float.infinity], predictor) == [0, 1, 2])
        // 1 - p is known to more digits than p has near 1: here 4e-18.
        let strict = ConformalPredictor(scores: [0, 1e-17, 1], coverage: 0.5)
        #expect(classes([40, 0], strict) == [0])
        #expect(classes([38, 0], strict) == [])
    }
}

private func classes(_ logits: [Float], _ predictor: ConformalPredictor) -> [Int] {
    predictor.classes(ofLogits: logits.span)
}
