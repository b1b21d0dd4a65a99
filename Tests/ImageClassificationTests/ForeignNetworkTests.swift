import Foundation
import Conversion
import ImageClassification
import NeuralNetwork
import Safetensors
import TensorCore
import Testing
import TestSupport

/// Networks as people save them, with NumPy's answers; made by
/// `tools/python/make-foreign-networks.py`.
@Suite("Networks as people save them")
struct ForeignNetworkTests {
    struct Corpus: Decodable {
        let images: [[UInt8]]
        let cases: [Case]
    }

    /// A network, and its answers or why it is refused.
    struct Case: Decodable, Sendable, CustomTestStringConvertible {
        struct Tensor: Decodable, Sendable {
            let name: String
            let dtype: String
            let shape: [Int]
            let values: [Double]
        }
        struct Options: Decodable, Sendable {
            let hidden: String?
            let output: String?
            let scale: Double?
            let mean: Double?
            let std: Double?
        }
        let kind: String
        let name: String
        let tensors: [Tensor]
        let metadata: [String: String]
        let options: Options
        let architecture: String?
        let logits: [[Double]]?
        let probabilities: [[Double]]?
        let refusal: String?
        let notes: [String]
        let origins: [String: String]

        var testDescription: String { "\(kind): \(name)" }
    }

    private static let corpus: Corpus = {
        do {
            let url = Fixture.folder.appending(path: "foreign-networks.json")
            return try JSONDecoder().decode(Corpus.self, from: Data(contentsOf: url))
        } catch {
            fatalError("the fixture cannot be read: \(error)")
        }
    }()

    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func file(of item: Case) throws -> String {
        let tensors = item.tensors.map { tensor in
            tensor.dtype == "I64"
                ? TensorData(
                    name: tensor.name, dtype: .i64, shape: tensor.shape,
                    bytes: tensor.values.flatMap { value in
                        (0..<8).map { UInt8(truncatingIfNeeded: Int64(value) >> ($0 * 8)) }
                    })
                : TensorData(
                    name: tensor.name, shape: tensor.shape, floats: tensor.values.map(Float.init))
        }
        return try folder.write(
            try SafetensorsFile.serialize(tensors, metadata: item.metadata), to: "net.safetensors")
    }

    /// `leaky-relu:0.2` as the command takes it.
    private func activation(_ text: String) throws -> Activation {
        let parts = text.split(separator: ":")
        if parts[0] == "log-softmax" { return .softmax }
        guard parts.count == 2 else { return try #require(Activation(name: text)) }
        var function = try #require(ElementwiseFunction(name: String(parts[0])))
        for (parameter, value) in zip(function.parameters, parts[1].split(separator: ",")) {
            let number = try #require(Float(value))
            function = try #require(function.with(parameter: parameter.name, number))
        }
        return .elementwise(function)
    }

    private func options(of item: Case) throws -> ModelOptions {
        var options = ModelOptions()
        options.hiddenActivation = try item.options.hidden.map(activation)
        options.outputActivation = try item.options.output.map(activation)
        if let scale = item.options.scale {
            options.normalization = try InputNormalization(
                scale: scale, mean: item.options.mean ?? 0, std: item.options.std ?? 1)
        }
        options.architecture = try item.architecture.map {
            try Architecture(path: try folder.write(Array($0.utf8), to: "architecture.json"))
        }
        return options
    }

    @Test("give NumPy's answers, or are refused", arguments: corpus.cases)
    func answers(of item: Case) throws {
        let path = try file(of: item)
        let options = try options(of: item)
        if let refusal = item.refusal {
            let error = #expect(throws: ModelError.self) {
                try Model(path: path, options: options)
            }
            #expect(error?.description.contains(refusal) == true, "\(error?.description ?? "")")
            return
        }
        let classifier = try Classifier(path: path, options: options)
        try check(classifier, item)
        let model = classifier.model
        let notes = model.notes { "\($0)" }
        for note in item.notes {
            #expect(notes.contains { $0.contains(note) }, "\(notes)")
        }
        let statements = model.manifest.statements(try #require(model.origins))
        for (key, origin) in item.origins {
            #expect(statements.first { $0.key == key }?.origin.rawValue == origin)
        }
    }

    private func check(_ classifier: Classifier, _ item: Case) throws {
        for (index, image) in Self.corpus.images.enumerated() {
            let answer = try classifier.classify(image)
            for (found, expected) in zip(answer.logits, try #require(item.logits)[index]) {
                // Chains of at most 16 terms; pixels up to 255 where nothing is scaled.
                #expect(abs(Double(found) - expected) < 2e-5 * max(1, abs(expected)))
            }
            for (found, expected) in zip(
                answer.probabilities, item.probabilities?[index] ?? [])
            {
                #expect(abs(Double(found) - expected) < 1e-5)
            }
        }
    }

    @Test(
        "keep their answers when they are converted",
        arguments: corpus.cases.filter { $0.refusal == nil })
    func converted(item: Case) throws {
        let conversion = try ModelConversion(
            path: try file(of: item), options: try options(of: item), output: "new")
        #expect(conversion.converted.model.hasManifest)
        try check(conversion.converted, item)
    }

    @Test("are refused when nothing is said and nothing may be assumed")
    func strict() throws {
        let item = try #require(Self.corpus.cases.first { $0.kind == "unsaid preprocessing" })
        var options = ModelOptions()
        options.isStrict = true
        let path = try file(of: item)
        #expect(
            throws: ModelError.assumed(file: path, settings: [.normalization, .hiddenActivation])
        ) { try Model(path: path, options: options) }
        options.hiddenActivation = .tanh
        #expect(throws: ModelError.assumed(file: path, settings: [.normalization])) {
            try Model(path: path, options: options)
        }
        options.normalization = .unitInterval
        let model = try Model(path: path, options: options)
        #expect(model.origins?.assumedSettings == [])
        #expect(model.notes { "\($0)" } == [])
    }

    @Test("say what was assumed, and by which setting it is said")
    func notes() throws {
        let item = try #require(Self.corpus.cases.first { $0.kind == "unsaid preprocessing" })
        let path = try file(of: item)
        let model = try Model(path: path)
        #expect(
            model.notes { "\($0)" } == [
                "\(path): does not say how pixels become inputs (assumed: 0 to 1), and which "
                    + "activation hidden layers have (assumed: relu); say normalization, and "
                    + "hiddenActivation"
            ])
    }
}
