import Foundation
import ImageClassification
import NeuralNetwork
import TensorCore
import Testing

/// The files of a kind of report.
private enum Reports {
    static func networks(_ folder: String) -> [String] {
        let url = Fixture.folder.appending(path: "reports/\(folder)")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
        return names.filter { $0.hasSuffix(".safetensors") }.sorted().map { "\(folder)/\($0)" }
    }
}

/// Networks that people reported, rebuilt small, with answers of NumPy and PyTorch.
@Suite("Networks that people reported")
struct ReportedNetworkTests {
    private static func path(_ name: String) -> String { Fixture.path("reports/\(name)") }

    /// The first images of MNIST's test set, one after the other.
    private func images(_ count: Int) throws -> [UInt8] {
        let reader = try ImageReader(path: DatasetPreset.mnist.testSet.images)
        var pixels = [UInt8](repeating: 0, count: count * reader.shape.count)
        var span = pixels.mutableSpan
        #expect(try reader.read(into: &span) == count)
        return pixels
    }

    /// The numbers of a NumPy file of float64, which its header ends with a line break before.
    private func numbers(_ path: String) throws -> [Double] {
        let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
        let start = 10 + Int(bytes[8]) + Int(bytes[9]) << 8
        return stride(from: start, to: bytes.count, by: 8).map { place in
            Double(
                bitPattern: bytes[place..<place + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) })
        }
    }

    private func checkLogits(_ name: String) throws {
        let classifier = try Classifier(path: Self.path(name))
        let expected = try numbers(
            Self.path(name).replacing(".safetensors", with: ".logits.npy"))
        let logits = try classifier.logits(images(20))
        #expect(logits.elements.count == expected.count)
        for (found, expected) in zip(logits.elements, expected) {
            #expect(abs(Double(found) - expected) < 1e-4)
        }
    }

    @Test(
        "layers with numbers and without give NumPy's logits",
        arguments: Reports.networks("w01-numbered-and-plain-names"))
    func numberedAndPlain(name: String) throws { try checkLogits(name) }

    @Test("numbers in words are refused", arguments: Reports.networks("w02-number-words"))
    func numberWords(name: String) throws {
        let error = #expect(throws: ModelError.self) { try Model(path: Self.path(name)) }
        guard case .ambiguousLayers = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(error?.description.contains("architecture: FILE") == true)
    }

    @Test(
        "a layer that is stored once is used twice", arguments: Reports.networks("w03-tied-layer"))
    func tied(name: String) throws { try checkLogits(name) }

    @Test(
        "what is no layer is passed over with a note",
        arguments: Reports.networks("w05-bookkeeping"))
    func bookkeeping(name: String) throws {
        let model = try Model(path: Self.path(name))
        #expect(model.network.shapes.map(\.count) == [784, 50, 100, 10])
        let notes = model.notes { "\($0)" }
        #expect(notes.contains { $0.contains("passes over") }, "\(notes)")
    }

    /// What a network was trained with, and how many of 10,000 PyTorch has right with it.
    struct Unsaid: Sendable {
        let name: String
        let hidden: Activation
        let mean: Double
        let std: Double
        let correct: Int
    }

    private static let trained = [
        Unsaid(name: "relu-0.1307-0.3081", hidden: .relu, mean: 0.1307, std: 0.3081, correct: 9668),
        Unsaid(name: "relu-minus1-to-1", hidden: .relu, mean: 0.5, std: 0.5, correct: 9529),
        Unsaid(name: "tanh-0.1307-0.3081", hidden: .tanh, mean: 0.1307, std: 0.3081, correct: 9569),
        Unsaid(name: "sigmoid-0-1", hidden: .sigmoid, mean: 0, std: 1, correct: 9542),
        Unsaid(name: "leaky-0-1", hidden: .leakyReLU(slope: 0.1), mean: 0, std: 1, correct: 9636),
    ]

    @Test("what was said gives PyTorch's counts", arguments: trained)
    func unsaid(item: Unsaid) throws {
        var options = ModelOptions()
        options.hiddenActivation = item.hidden
        options.normalization = try InputNormalization(
            scale: 1.0 / 255, mean: item.mean, std: item.std)
        let classifier = try Classifier(
            path: Self.path("w40-unsaid-preprocessing/\(item.name).safetensors"),
            options: options)
        let result = try DatasetReading(DatasetPreset.mnist.testSet).evaluate(classifier)
        #expect(result.evaluation.correct == item.correct)
    }
}
