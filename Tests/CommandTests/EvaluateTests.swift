import Foundation
import Testing
import TestSupport

/// The expected figures were worked out with NumPy and scikit-learn.
@Suite("mnist evaluate")
struct EvaluateTests {
    @Test("the report has scikit-learn's layout and the figures of NumPy and scikit-learn")
    func text() throws {
        let data = try TinyData()
        let result = try data.run("evaluate", "--threads", "1")
        #expect(result.status == 0)
        #expect(result.standardError == "")
        let report = result.standardOutput.components(separatedBy: "\ntime  ")[0]
        #expect(
            report == """
                data      \(data.images) (not a known set)
                model     model.safetensors, 20 parameters (\(data.model))
                default   output softmax; images 2 × 2; classes 0, 1, 2, 3
                option    pixels 0 to 1; axes input-output
                file      layers W1
                images    6
                correct   5
                accuracy  83.33 %  (95 % Wilson interval 43.65 to 96.99 %)
                loss      0.8764  (mean cross-entropy, nats)
                Brier     0.4500  (mean, 0 is best)
                ECE       49.96 %  (15 bins of equal width; 49.96 % of equal mass; MCE 61.37 %)

                              precision    recall  f1-score   support

                           0     1.0000    1.0000    1.0000         2
                           1     0.5000    1.0000    0.6667         1
                           2     1.0000    0.5000    0.6667         2
                           3     1.0000    1.0000    1.0000         1

                    accuracy                         0.8333         6
                   macro avg     0.8750    0.8750    0.8333         6
                weighted avg     0.9167    0.8333    0.8333         6

                """)
        #expect(result.standardOutput.contains("1 thread, batches of 128, "))
    }

    @Test("a command line that says one thing first and another at the end gets the latter")
    func contradiction() throws {
        // Reading begins with what is named first, before all is parsed.
        let data = try TinyData()
        let result = try data.run("evaluate", "--images", "missing.gz", "--images", data.images)
        #expect(result.status == 0)
        #expect(result.standardOutput.contains("correct   5\n"))
    }

    @Test("a confusion matrix, the mistakes and top-k are printed when they are asked for")
    func extras() throws {
        let result = try TinyData().run(
            "evaluate", "--confusion", "--misclassified", "5", "--top-k", "2")
        #expect(
            result.standardOutput.contains(
                """
                true \\ predicted  0  1  2  3
                               0  2  0  0  0
                               1  0  1  0  0
                               2  0  1  1  0
                               3  0  0  0  1

                image  true  predicted  confidence
                    5  2     1             28.53 %

                """))
        #expect(result.standardOutput.contains("top 2     100.00 %  (6)\n"))
    }

    @Test("JSON has the documented keys, in order, and full precision")
    func json() throws {
        let result = try TinyData().run(
            "evaluate", "--format", "json", "--confusion", "--misclassified", "5", "--top-k", "2")
        let report = try #require(try result.json as? [String: Any])
        #expect(report["dataset"] is NSNull)
        #expect(report["verified"] as? Bool == false)
        #expect(report["images"] as? Int == 6)
        #expect(report["correct"] as? Int == 5)
        #expect(report["accuracy"] as? Double == 5.0 / 6)
        let interval = try #require(report["accuracy_interval"] as? [Double])
        #expect(abs(interval[0] - 0.43649717781352987) < 1e-15)
        #expect(abs(interval[1] - 0.9699466302516935) < 1e-15)
        let loss = try #require(report["mean_cross_entropy"] as? Double)
        #expect(abs(loss - 0.8764048490761888) < 1e-7)
        #expect(
            report["confusion_matrix"] as? [[Int]]
                == [[2, 0, 0, 0], [0, 1, 0, 0], [0, 1, 1, 0], [0, 0, 0, 1]])
        let topK = try #require(report["top_k"] as? [String: Any])
        #expect(topK["k"] as? Int == 2 && topK["correct"] as? Int == 6)
        let classes = try #require(report["classes"] as? [[String: Any]])
        #expect(classes.map { $0["support"] as? Int } == [2, 1, 2, 1])
        #expect(classes[1]["precision"] as? Double == 0.5)
        let mistakes = try #require(report["misclassified"] as? [[String: Any]])
        #expect(mistakes.count == 1)
        #expect(mistakes[0]["index"] as? Int == 5)
        #expect(mistakes[0]["label"] as? Int == 2)
        #expect(mistakes[0]["prediction"] as? Int == 1)
        let confidence = try #require(mistakes[0]["confidence"] as? Double)
        #expect(abs(confidence - 0.2852869882192701) < 1e-7)
    }

    @Test("CSV is one table: the classes, or the one that was asked for")
    func csv() throws {
        let data = try TinyData()
        #expect(
            try data.run("evaluate", "--format", "csv").standardOutput == """
                label,name,precision,recall,f1,support
                0,0,1.0,1.0,1.0,2
                1,1,0.5,1.0,0.6666666666666666,1
                2,2,1.0,0.5,0.6666666666666666,2
                3,3,1.0,1.0,1.0,1

                """)
        #expect(
            try data.run("evaluate", "--format", "csv", "--confusion").standardOutput == """
                label,predicted_0,predicted_1,predicted_2,predicted_3
                0,2,0,0,0
                1,0,1,0,0
                2,0,1,1,0
                3,0,0,0,1

                """)
        let mistakes = try data.run("evaluate", "--format", "csv", "--misclassified", "9")
        #expect(
            mistakes.standardOutput.hasPrefix("index,label,prediction,confidence\n5,2,1,0.2852"))
        let both = try data.run(
            "evaluate", "--format", "csv", "--misclassified", "9", "--confusion")
        #expect(both.status == 64)
    }

    @Test("names with commas and quotes are quoted in CSV and plain in text")
    func classNames() throws {
        let result = try TinyData().run(
            "evaluate", "--format", "csv", "--class-names", "\"a\",b\u{1B}[1m,c,d")
        #expect(result.standardOutput.contains("\n0,\"\"\"a\"\"\",1.0"))
        let text = try TinyData().run("evaluate", "--class-names", "a,b\u{1B}[1m,c,d")
        #expect(text.standardOutput.contains("  b\\u{1b}[1m     0.5000"))
    }

    @Test(
        "the gate opens at exactly the accuracy asked for",
        arguments: [("0", 0), ("0.8333", 0), ("83.33%", 0), ("0.8334", 1), ("83.34%", 1), ("1", 1)])
    func gate(accuracy: String, status: Int32) throws {
        let result = try TinyData().run("evaluate", "--min-accuracy", accuracy)
        #expect(result.status == status)
        #expect(result.standardOutput.contains("accuracy  83.33 %"))
        if status != 0 {
            #expect(result.errorLines.count == 1)
            #expect(result.standardError.hasPrefix("mnist: error: accuracy is too low: expected"))
            #expect(result.standardError.hasSuffix("found 83.33 % (5 of 6)\n"))
        }
    }

    @Test("the gate compares decimals exactly: five of eight is 62.5 %")
    func exactGate() throws {
        let folder = try TemporaryFolder()
        let images = try folder.write(
            idx([8, 2, 2], (0..<32).map { $0 % 4 == 0 ? 255 : 0 }), to: "images")
        let labels = try folder.write(idx([8], [0, 0, 0, 0, 0, 1, 2, 3]), to: "labels")
        let data = try TinyData()
        func status(_ accuracy: String) throws -> Int32? {
            try run(
                "evaluate", "--images", images, "--labels", labels, "--model", data.model,
                "--weight-order", "input-output", "--mean", "0", "--min-accuracy", accuracy
            ).status
        }
        #expect(try status("62.5%") == 0)
        #expect(try status("0.625") == 0)
        #expect(try status("62.500001%") == 1)
        withExtendedLifetime((folder, data.temporary)) {}
    }

    @Test("--limit evaluates the first images and says so")
    func limit() throws {
        let result = try TinyData().run("evaluate", "--limit", "5")
        #expect(result.standardOutput.contains("the first 5 of 6 images (not verified: --limit)"))
        #expect(result.standardOutput.contains("accuracy  100.00 %"))
    }

    @Test("no batch size and no number of threads changes the report")
    func determinism() throws {
        let data = try TinyData()
        func report(_ batchSize: String, _ threads: String) throws -> NSDictionary {
            let result = try data.run(
                "evaluate", "--format", "json", "--confusion", "--misclassified", "6",
                "--batch-size", batchSize, "--threads", threads)
            var report = try #require(try result.json as? [String: Any])
            for key in ["seconds", "threads", "batch_size"] {
                #expect(report.removeValue(forKey: key) != nil)
            }
            return report as NSDictionary
        }
        let expected = try report("128", "1")
        for (batchSize, threads) in [("1", "1"), ("1", "5"), ("2", "3"), ("65536", "2")] {
            #expect(try report(batchSize, threads) == expected)
        }
    }

    @Test("without arguments the bundled test set is verified and 98.8 % of it are right")
    func bundled() throws {
        let result = try run("evaluate", "--min-accuracy", "98.8%")
        #expect(result.status == 0)
        #expect(
            result.standardOutput.hasPrefix(
                "data      MNIST test set (verified: SHA-256 of both files matches)\n"
                    + "model     mnist-mlp, 535,818 parameters\n"))
        #expect(result.standardOutput.contains("\nimages    10,000\n"))
    }

    @Test("notes about the files are printed with --verbose alone, on standard error")
    func notes() throws {
        let data = try TinyData()
        let images = try data.temporary.write(
            idx([6, 2, 2], TinyData.pixels), to: "images.gz")
        func evaluate(_ arguments: String...) throws -> CommandResult {
            try run(
                ["evaluate", "--images", images, "--labels", data.labels, "--model", data.model]
                    + ["--weight-order", "input-output", "--mean", "0"] + arguments)
        }
        #expect(try evaluate().standardError == "")
        #expect(
            try evaluate("-v").standardError
                == "mnist: note: \(images): is not compressed, although its name ends in .gz\n")
    }
}
