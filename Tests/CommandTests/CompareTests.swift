import Foundation
import Testing
import TestSupport

/// The brightest pixel against the darkest; all figures can be worked out by eye.
@Suite("mnist compare")
struct CompareTests {
    private let data: TinyData
    private let darkest: String
    private let corrections: String

    init() throws {
        data = try TinyData()
        let negative: [Float] = [-1, 0, 0, 0, 0, -1, 0, 0, 0, 0, -1, 0, 0, 0, 0, -1]
        darkest = try data.temporary.write(
            safetensors([("W1", [4, 4], negative), ("b1", [4], [0, 0, 0, 0])]),
            to: "darkest.safetensors")
        // The last image, labeled 2, shows class 1; the fifth is labeled 0 and stays so.
        corrections = try data.temporary.write(
            Array("index,label\n5,1\n4,0\n".utf8), to: "corrections.csv")
    }

    private func compare(_ arguments: String...) throws -> CommandResult {
        try withExtendedLifetime(data.temporary) {
            try run(
                [
                    "compare", data.model, darkest, "--images", data.images, "--labels",
                    data.labels, "--weight-order", "input-output", "--mean", "0",
                ] + arguments)
        }
    }

    // The darkest pixels of the images are 1, 0, 0, 0, 2 and 0 (of several, the first), the
    // brightest 0, 1, 2, 3, 0 and 1, and the labels 0, 1, 2, 3, 0 and 2. With five discordant
    // images, all for A, p is 2 / 2^5.
    @Test("the report has both accuracies, the table, the test, and the differences")
    func text() throws {
        let result = try compare("--disagreements", "2", "--threads", "1")
        #expect(result.status == 0 && result.standardError == "")
        let report = result.standardOutput.components(separatedBy: "\ntime  ")[0]
        #expect(
            report == """
                data     \(data.images) (not a known set)
                A        model.safetensors, 20 parameters (\(data.model))
                default  output softmax; images 2 × 2; classes 0, 1, 2, 3
                option   pixels 0 to 1; axes input-output
                file     layers W1
                B        darkest.safetensors, 20 parameters (\(darkest))
                default  output softmax; images 2 × 2; classes 0, 1, 2, 3
                option   pixels 0 to 1; axes input-output
                file     layers W1
                images   6

                   correct  accuracy  95 % Wilson interval
                A        5   83.33 %      43.65 to 96.99 %
                B        0    0.00 %       0.00 to 39.03 %

                         B right  B wrong
                A right        0        5
                A wrong        0        1

                answers  6 differ, of which 1 are both wrong
                McNemar  p = 0.0625  (exact, two-sided; only A right 5, only B right 0)

                image  true  A  B
                    0  0     0  1
                    1  1     1  0

                """)
    }

    @Test("JSON has the documented keys")
    func json() throws {
        let result = try compare("--format", "json", "--disagreements", "9")
        let report = try #require(try result.json as? [String: Any])
        let models = try #require(report["models"] as? [[String: Any]])
        #expect(
            models.map { $0["name"] as? String } == ["model.safetensors", "darkest.safetensors"])
        #expect(models.map { $0["correct"] as? Int } == [5, 0])
        #expect(models[0]["accuracy"] as? Double == 5.0 / 6)
        #expect((models[1]["accuracy_interval"] as? [Double])?.first == 0)
        for (key, value) in [
            ("images", 6), ("both_correct", 0), ("only_first_correct", 5),
            ("only_second_correct", 0), ("both_wrong", 1), ("both_wrong_differently", 1),
            ("disagreement_count", 6),
        ] {
            #expect(report[key] as? Int == value, "\(key)")
        }
        let test = try #require(report["mcnemar"] as? [String: Any])
        #expect(test["p_value"] as? Double == 0.0625 && test["discordant"] as? Int == 5)
        let listed = try #require(report["disagreements"] as? [[String: Int]])
        #expect(listed.count == 6)
        #expect(listed[5] == ["index": 5, "label": 2, "first": 1, "second": 0])
        #expect(report["corrected"] == nil && report["seconds"] != nil)
    }

    @Test("CSV is one table: the models, or the differences")
    func csv() throws {
        let models = try compare("--format", "csv").standardOutput.split(separator: "\n")
        #expect(
            models[0] == "labels,model,path,images,correct,accuracy,accuracy_lower,"
                + "accuracy_upper,only_correct,p_value")
        #expect(models.count == 3)
        #expect(models[1].hasPrefix("published,model.safetensors,\(data.model),6,5,0.8333333333"))
        #expect(models[2].hasSuffix(",0,0.0625"))
        let differences = try compare("--format", "csv", "--disagreements", "1")
        #expect(differences.standardOutput == "index,label,first,second\n0,0,0,1\n")
    }

    @Test("with corrections everything stands there twice")
    func corrected() throws {
        let text = try compare("--corrections", corrections, "--disagreements", "6")
        #expect(text.standardOutput.contains("\nWith 1 label changed by \(corrections):\n\n"))
        #expect(text.standardOutput.contains("A        6  100.00 %"))
        #expect(text.standardOutput.contains("McNemar  p = 0.0313"))
        #expect(text.standardOutput.contains("\n    5  2     1  0  1\n"))
        let json = try compare("--corrections", corrections, "--format", "json")
        let report = try #require(try json.json as? [String: Any])
        let corrected = try #require(report["corrected"] as? [String: Any])
        #expect(corrected["corrections"] as? Int == 2 && corrected["changed_labels"] as? Int == 1)
        let models = try #require(corrected["models"] as? [[String: Any]])
        #expect(models.map { $0["correct"] as? Int } == [6, 0])
        let csv = try compare("--corrections", corrections, "--format", "csv")
        let rows = csv.standardOutput.split(separator: "\n").map { $0.split(separator: ",")[0] }
        #expect(rows == ["labels", "published", "published", "corrected", "corrected"])
    }

    @Test("model options are for the files without a manifest, and need one")
    func modelOptions() throws {
        let bundled = try run("compare", "mnist-sigmoid", "mnist-mlp", "--mean", "0.1")
        #expect(bundled.status == 65)
        #expect(bundled.standardError.contains("mnist-sigmoid.safetensors: the file's manifest"))
        // A network without a manifest for MNIST: one layer of zeros, whose answer is always 0.
        let zeros = try data.temporary.write(
            safetensors([("W1", [784, 10], Array(repeating: 0, count: 7840))]),
            to: "zeros.safetensors")
        let mixed = try run(
            "compare", "mnist-sigmoid", zeros, "--weight-order", "input-output", "--mean", "0",
            "--limit", "10")
        #expect(mixed.status == 0)
        #expect(mixed.standardOutput.contains("B        1   10.00 %"))
        withExtendedLifetime(data.temporary) {}
    }
}

@Suite("Corrections of labels")
struct CorrectionTests {
    private func evaluate(_ corrections: String, _ arguments: String...) throws -> CommandResult {
        let data = try TinyData()
        let file = try data.temporary.write(Array(corrections.utf8), to: "corrections.csv")
        return try withExtendedLifetime(data.temporary) {
            try run(data.arguments("evaluate") + ["--corrections", file] + arguments)
        }
    }

    @Test("the accuracy is reported both ways, in every form")
    func bothWays() throws {
        let text = try evaluate("5,1\n", "--misclassified", "3").standardOutput
        #expect(text.contains("\naccuracy   83.33 %  (95 % Wilson interval 43.65 to 96.99 %)\n"))
        #expect(
            text.contains(
                "\ncorrected  100.00 %  (95 % Wilson interval 60.97 to 100.00 %; 6 correct, 1 label"
            ))
        #expect(text.contains("confidence  corrected\n    5  2     1             28.53 %  1\n"))
        let json = try evaluate("5,1\n", "--format", "json", "--misclassified", "3")
        let report = try #require(try json.json as? [String: Any])
        #expect(report["correct"] as? Int == 5)
        let corrected = try #require(report["corrected"] as? [String: Any])
        #expect(corrected["correct"] as? Int == 6 && corrected["accuracy"] as? Double == 1)
        #expect(corrected["changed_labels"] as? Int == 1 && corrected["corrections"] as? Int == 1)
        let mistakes = try #require(report["misclassified"] as? [[String: Any]])
        #expect(mistakes.map { $0["corrected_label"] as? Int } == [1])
        let csv = try evaluate("5,1\n", "--format", "csv").standardOutput
        #expect(
            csv.hasPrefix(
                "label,name,precision,recall,f1,support,corrected_precision,corrected_recall,"
                    + "corrected_f1,corrected_support\n"))
        #expect(csv.contains("\n1,1,0.5,1.0,0.6666666666666666,1,1.0,1.0,1.0,2\n"))
    }

    @Test("the gate looks at the published labels")
    func gate() throws {
        #expect(try evaluate("5,1\n", "--min-accuracy", "0.9").status == 1)
    }

    @Test(
        "a file that is wrong is refused with the line",
        arguments: [
            ("6,1\n", "line 1: expected an index of 0 to 5, found 6"),
            ("0,1\n5,4\n", "line 2: expected a label of 0 to 3, found 4"),
            ("0,1\n0,2\n", "line 2: expected each index once, found index 0 of line 1 again"),
            (
                "0,1\nx\u{1B}[2J\n",
                "line 2: expected index,label, both in decimal digits, found x\\u{1b}[2J"
            ),
            ("", "holds no corrections; expected lines of index,label"),
        ])
    func refusal(text: String, sentence: String) throws {
        let result = try evaluate(text)
        #expect(result.status == 65)
        #expect(result.standardOutput == "")
        #expect(result.standardError.hasSuffix("corrections.csv: \(sentence)\n"))
        #expect(result.errorLines.count == 1)
    }

    @Test("a file that is not there is status 66, an empty name wrong usage")
    func missing() throws {
        #expect(try run("evaluate", "--corrections", "/nowhere.csv").status == 66)
        #expect(try run("evaluate", "--corrections", "/").status == 66)
        #expect(try run("evaluate", "--corrections", "").status == 64)
    }
}
