import ImageClassification
import TestSupport
import Testing

/// Expected values: `calibration.json`, made by torchmetrics, scikit-learn and NumPy.
@Suite("Calibration")
struct CalibrationTests {
    private struct Answers: Decodable {
        let logits: [[Float]]
        let labels: [Int]
        let equalWidthError: Double
        let equalWidthMaximum: Double
        let equalMassError: Double
        let equalMassMaximum: Double
        let brierScore: Double
        let logLoss: Double
    }

    private let answers: Answers

    init() throws { answers = try Fixture.decode("calibration.json") }

    private func evaluation(_ indices: some Sequence<Int>) throws -> Evaluation {
        var evaluation = Evaluation(classCount: 4)
        for index in indices {
            let label = answers.labels[index]
            let found = score(answers.logits[index], label: label)
            evaluation.record(try #require(found), index: index, label: label)
        }
        return evaluation
    }

    @Test("errors, Brier score and log loss are those of torchmetrics, scikit-learn and NumPy")
    func figures() throws {
        let evaluation = try evaluation(answers.labels.indices)
        let calibration = evaluation.calibration
        let mass = try #require(calibration.equalMass)
        for (found, expected) in [
            (calibration.equalWidth.expectedError, answers.equalWidthError),
            (calibration.equalWidth.maximumError, answers.equalWidthMaximum),
            (mass.expectedError, answers.equalMassError),
            (mass.maximumError, answers.equalMassMaximum),
            (evaluation.brierScore, answers.brierScore),
            (evaluation.meanCrossEntropy, answers.logLoss),
        ] { #expect(abs(found - expected) < 1e-9) }
        // 203 answers in 15 parts: the first eight have one more.
        #expect(mass.bins.map(\.count) == (0..<15).map { $0 < 8 ? 14 : 13 })
    }

    @Test("neither order nor parts change a bit")
    func parts() throws {
        let whole = try evaluation(answers.labels.indices)
        var random = SeededGenerator(seed: 15)
        for cut in [0, 1, 55, 203] {
            let order = answers.labels.indices.shuffled(using: &random)
            var merged = try evaluation(order[cut...])
            merged.merge(try evaluation(order[..<cut]))
            #expect(merged == whole)
            #expect(merged.calibration == whole.calibration)
            #expect(merged.brierScore == whole.brierScore)
        }
        #expect(try evaluation(0..<202) != whole)
    }

    @Test("bins of equal width are closed on the right, the first one on both sides")
    func borders() throws {
        // After a sigmoid confidence may be anything: -∞ gives 0, and +∞ gives 1.
        var evaluation = Evaluation(classCount: 1)
        for logit in [-Float.infinity, 0, .infinity] {
            let found = score([logit], label: 0, areIndependent: true)
            evaluation.record(try #require(found), index: 0, label: 0)
        }
        let bins = evaluation.calibration.equalWidth.bins
        // One half lies in (7/15, 8/15].
        #expect(bins.indices.filter { bins[$0].count > 0 } == [0, 7, 14])
        #expect(bins[7].confidence == 0.5 && bins[7].accuracy == 1 && bins[7].gap == 0.5)
        // (1 - 0)², (1 - ½)² and (1 - 1)².
        #expect(abs(evaluation.brierScore - 1.25 / 3) < 1e-15)
    }

    @Test("without answers everything is 0, and beyond a million there is no equal mass")
    func extremes() throws {
        let none = Evaluation(classCount: 2)
        #expect(none.brierScore == 0 && none.calibration.equalWidth.expectedError == 0)
        #expect(none.calibration.equalMass?.maximumError == 0)
        var many = Evaluation(classCount: 2)
        let found = try #require(score([1, 0], label: 0))
        for index in 0..<1024 { many.record(found, index: index, label: 0) }
        for _ in 0..<10 { many.merge(many) }
        #expect(many.total == Calibration.mostSorted)
        many.record(found, index: 0, label: 0)
        #expect(many.calibration.equalMass == nil)
        #expect(many.calibration.equalWidth.bins.map(\.count).max() == many.total)
    }
}

private func score(_ logits: [Float], label: Int, areIndependent: Bool = false) -> Score? {
    Score(logits: logits.span, label: label, areIndependent: areIndependent)
}
