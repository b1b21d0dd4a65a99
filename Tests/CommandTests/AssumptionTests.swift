import Foundation
import TestSupport
import Testing

/// Networks whose files do not say everything: every report says what was taken and who said it.
@Suite("What is assumed of a network")
struct AssumptionTests {
    private let data: TinyData
    private let network: String

    init() throws {
        data = try TinyData()
        // [outputs, inputs]: 4 pixels, 3 hidden values, 4 classes.
        network = try data.temporary.write(
            safetensors([
                ("fc1.weight", [3, 4], (0..<12).map { Float($0 % 5) / 4 - 0.5 }),
                ("fc1.bias", [3], [0.25, 0, -0.25]),
                ("fc2.weight", [4, 3], (0..<12).map { Float($0 % 7) / 8 - 0.25 }),
                ("fc2.bias", [4], [0, 0.5, 0, 0]), ("global_step", [1], [7]),
            ]), to: "net.safetensors")
    }

    private var files: [String] { ["--images", data.images, "--labels", data.labels] }

    private func run(_ arguments: [String]) throws -> CommandResult {
        try withExtendedLifetime(data.temporary) { try CommandTests.run(arguments) }
    }

    /// Each command that a network takes part in, and its network.
    private var commands: [[String]] {
        let images = ["--images", data.images]
        return [
            ["evaluate", "--model", network] + files, ["compare", network, network] + files,
            ["classify", "--model", network, "--index", "0-1"] + images,
            ["benchmark", "--model", network, "--batch-sizes", "1", "--duration", "0.01"]
                + ["--warmup", "0"] + images,
            ["convert", network, "--output", data.temporary.url("new").path, "--force"],
        ]
    }

    private var assumption: String {
        "mnist: note: \(network): does not say how pixels become inputs (assumed: 0 to 1), and "
            + "which activation hidden layers have (assumed: relu); say --scale, --mean and --std, "
            + "and --hidden-activation\n"
    }

    private var passedOver: String {
        "mnist: note: \(network): passes over global_step: a number that training counts or sets\n"
    }

    @Test("numbers below zero are values of options")
    func negativeValues() throws {
        let options = ["--scale", "-1/255", "--mean", "-0.5", "--std", "0.5"]
        let result = try run(["evaluate", "--model", network] + files + options)
        #expect(result.status == 0, "\(result.standardError)")
        #expect(result.standardOutput.contains("pixels 1 to -1"), "\(result.standardOutput)")
    }

    @Test("a network that was trained on another of the bundled sets is told, with the right one")
    func otherDataset() throws {
        let result = try CommandTests.run("evaluate", "--model", "fashion-mlp", "--limit", "10")
        let words = "the network was trained on Fashion-MNIST (--dataset fashion-mnist)"
        #expect(result.errorLines.first?.hasSuffix(words) == true, "\(result.standardError)")
        #expect(result.standardOutput.contains(words))
        let right = try CommandTests.run(
            "evaluate", "--model", "fashion-mlp", "--limit", "10", "--dataset", "fashion-mnist")
        #expect(right.standardError == "")
    }

    @Test("every report says it, and standard error what answers depend on")
    func everywhere() throws {
        for command in commands {
            let result = try run(command)
            #expect(result.status == 0, "\(result.standardError)")
            #expect(result.standardError.hasPrefix(assumption + passedOver), "\(command)")
            let text = result.standardOutput
            #expect(
                text.contains("pixels 0 to 1; hidden activation relu; output softmax; images 2 × 2")
            )
            #expect(text.contains("default  ") && text.contains("file  "), "\(text)")
            #expect(text.contains("axes output-input; layers fc1.weight, fc2.weight"))
        }
        #expect(try run(["inspect", network]).standardOutput.contains("pixels 0 to 1; hidden"))
    }

    @Test("JSON has the values and who said them")
    func json() throws {
        let options = ["--hidden-activation", "leaky-relu:0.25", "--mean", "0", "--format", "json"]
        for command in commands.dropLast() {
            let result = try run(command + options)
            #expect(result.status == 0 && result.standardError == passedOver * command)
            let origins = try #require(Self.origins(in: result.json))
            let hidden = try #require(origins["hidden_activation"] as? [String: Any])
            #expect(hidden["value"] as? String == "leaky-relu(slope: 0.25)")
            #expect(hidden["origin"] as? String == "option")
            let output = try #require(origins["output_activation"] as? [String: Any])
            #expect(output["origin"] as? String == "default")
            let layers = try #require(origins["layers"] as? [String: Any])
            #expect(layers["value"] as? [String] == ["fc1.weight", "fc2.weight"])
            #expect(layers["origin"] as? String == "file")
        }
    }

    /// The first object under the key `origins`, wherever it is.
    private static func origins(in value: Any) -> [String: Any]? {
        if let object = value as? [String: Any] {
            return object["origins"] as? [String: Any]
                ?? object.values.lazy.compactMap { origins(in: $0) }.first
        }
        return (value as? [Any])?.lazy.compactMap { origins(in: $0) }.first
    }

    @Test("a network with a manifest has nothing to say")
    func manifest() throws {
        let result = try run(["evaluate", "--limit", "10", "--strict", "--format", "json"])
        #expect(result.status == 0 && result.standardError == "")
        #expect(!result.standardOutput.contains("origins"))
    }

    @Test("--strict refuses what is not said, in one sentence that names the options")
    func strict() throws {
        for command in commands {
            let result = try run(command + ["--strict"])
            #expect(result.status == 65 && result.standardOutput == "")
            #expect(
                result.standardError
                    == "mnist: error: \(network): does not say how pixels become inputs, and which "
                    + "activation hidden layers have; expected --scale, --mean and --std, and "
                    + "--hidden-activation, since --strict allows no assumption\n")
            let told = ["--strict", "--mean", "0", "--hidden-activation", "tanh"]
            #expect(try run(command + told).status == 0)
        }
    }

    @Test("after a sigmoid, probabilities are the sigmoids of the logits")
    func sigmoid() throws {
        let result = try run([
            "classify", "--model", network, "--images", data.images, "--format", "json",
            "--output-activation", "sigmoid",
        ])
        let answer = try #require((try result.json as? [[String: Any]])?.first)
        let logits = try #require(answer["logits"] as? [Double])
        let probabilities = try #require(answer["probabilities"] as? [Double])
        for (logit, probability) in zip(logits, probabilities) {
            #expect(abs(probability - 1 / (1 + exp(-logit))) < 1e-6)
        }
    }

    @Test("--probe gives what each range of pixels gives, and chooses none")
    func probe() throws {
        let arguments = ["inspect", network, "--probe"] + files
        let result = try run(arguments + ["--format", "json"])
        #expect(result.status == 0)
        let report = try #require(try result.json as? [String: Any])
        let ranges = try #require(report["probe"] as? [[String: Any]])
        #expect(ranges.count == 8)
        for range in ranges {
            let scale = try #require(range["scale"] as? Double)
            let mean = try #require(range["mean"] as? Double)
            let std = try #require(range["std"] as? Double)
            let evaluated = try run(
                ["evaluate", "--model", network, "--format", "json", "--scale=\(scale)"] + files
                    + ["--mean=\(mean)", "--std=\(std)"])
            let correct = try #require(try evaluated.json as? [String: Any])["correct"] as? Int
            #expect(range["correct"] as? Int == correct)
        }
        let text = try run(arguments).standardOutput
        #expect(text.contains("standardized, mean 0.1307, std 0.3081, inverted"))
        #expect(text.contains("None is chosen"))
        #expect(try run(["inspect", "mnist-mlp", "--probe"]).status == 65)
    }

    @Test("--draft-architecture writes a draft that is refused until its questions are answered")
    func draft() throws {
        let draft = data.temporary.url("draft.json").path
        let result = try run(["inspect", network, "--draft-architecture", draft])
        #expect(result.status == 0, "\(result.standardError)")
        #expect(result.standardOutput.contains("a draft with 2 questions to answer"))
        let command = ["evaluate", "--model", network, "--architecture", draft] + files
        let refused = try run(command)
        #expect(refused.status == 65)
        #expect(refused.standardError.contains("normalization asks: How did pixels p become"))
        // Answered by taking the questions away: what it proposes is what is assumed without it.
        let lines = try String(contentsOfFile: draft, encoding: .utf8).split(separator: "\n")
        let answered = Self.withoutQuestions(lines.map(String.init)).joined(separator: "\n")
        try answered.write(toFile: draft, atomically: true, encoding: .utf8)
        let json = ["--format", "json"]
        let told = try #require(try run(command + json).json as? [String: Any])
        let assumed = try #require(
            try run(["evaluate", "--model", network] + files + json).json as? [String: Any])
        #expect(told["mean_cross_entropy"] as? Double == assumed["mean_cross_entropy"] as? Double)
    }

    /// The lines but those with questions, each with the comma that the line before it had for it.
    private static func withoutQuestions(_ lines: [String]) -> [String] {
        var result: [String] = []
        for line in lines {
            guard line.contains("\"question\":") else {
                result.append(line)
                continue
            }
            if !line.hasSuffix(","), let last = result.last, last.hasSuffix(",") {
                result[result.count - 1] = String(last.dropLast())
            }
        }
        return result
    }
}

/// The notes of a command, once for each of its networks.
private func * (note: String, command: [String]) -> String {
    String(repeating: note, count: command.first == "compare" ? 2 : 1)
}
