import Foundation
import TestSupport
import Testing

/// Expected is what evaluating the whole at once gives, whose own figures `EvaluateTests` compares with
/// NumPy and scikit-learn.
@Suite("mnist merge")
struct MergeTests {
    private let data: TinyData
    private static let settings = ["--misclassified", "3", "--top-k", "2", "--threads", "1"]

    init() throws { data = try TinyData() }

    /// Evaluates a part and keeps its result.
    private func part(
        _ range: String?, _ arguments: [String] = Self.settings, images: String? = nil
    ) throws -> String {
        let path = data.temporary.path("\(UUID().uuidString).json")
        let result = try CommandTests.run(
            ["evaluate", "--images", images ?? data.images, "--labels", data.labels]
                + ["--model", data.model, "--weight-order", "input-output", "--mean", "0"]
                + ["--partial", path] + arguments + (range.map { ["--range", $0] } ?? []))
        #expect(result.status == 0)
        return path
    }

    private func merge(_ arguments: [String]) throws -> CommandResult {
        try withExtendedLifetime(data.temporary) { try CommandTests.run(["merge"] + arguments) }
    }

    private func withoutTimes(_ report: String) -> String {
        report.replacing(/"seconds": \{[^}]*\}/, with: "").replacing(/\ntime  .*\n/, with: "\n")
    }

    @Test("parts in any order and grouping give the report of the whole, byte for byte")
    func whole() throws {
        let (a, b, c) = (try part("0..<1"), try part("1..<4"), try part("4..<6"))
        let ca = data.temporary.path("ca.json")
        #expect(try merge([c, a, "--partial", ca]).standardOutput == "")
        for format in ["text", "json", "csv"] {
            let whole = try CommandTests.run(
                ["evaluate", "--images", data.images, "--labels", data.labels, "--model"]
                    + [data.model, "--weight-order", "input-output", "--mean", "0", "--format"]
                    + [format] + Self.settings)
            for parts in [[a, b, c], [c, b, a], [b, ca], [ca, b]] {
                let merged = try merge(parts + ["--format", format])
                #expect(
                    withoutTimes(merged.standardOutput) == withoutTimes(whole.standardOutput))
                #expect(merged.standardError == whole.standardError)
            }
        }
    }

    @Test("images that count twice, are missing or of other data are refused by one sentence")
    func refusals() throws {
        let (a, b) = (try part("0..<4"), try part("4..<6"))
        func refusal(_ arguments: String...) throws -> String {
            let result = try merge(arguments)
            #expect(result.status == 65 && result.standardOutput == "")
            return result.standardError
        }
        #expect(
            try refusal(a, b, a)
                == "mnist: error: \(a): images 0..<4 of \(data.images) would count twice: expected "
                + "others than those merged before\n")
        #expect(try refusal(a, part("3..<6")).contains("images 3..<4 of "))
        #expect(
            try refusal(b)
                == "mnist: error: \(data.images): expected partial results of all 6 images, found "
                + "none of images 0..<4\n")
        #expect(try refusal(a, part("5..<6")).contains("found none of images 4..<5"))
        #expect(
            try refusal(a, part("4..<6", ["--top-k", "3", "--misclassified", "3"]))
                .contains("was counted otherwise: expected top_k 2, found 3"))
        #expect(
            try refusal(a, part("4..<6", Self.settings + ["--scale", "1"]))
                .contains("with options that change its answers"))
        let others = try data.temporary.write(
            idx([6, 2, 2], TinyData.pixels.reversed()), to: "others.idx")
        let other = try part(nil, images: others)
        #expect(try refusal(a, b, other).contains("is of another data set than"))
        #expect(
            try refusal(a, b, "--files", "2").contains("of 2 files of images, found those of 1"))
        #expect(
            try merge([a, b, other, "--files", "2", "--format", "json"]).standardOutput
                .contains("\"images\": 12,"))
        #expect(try refusal(data.labels).contains("is no partial result"))
    }

    @Test("a damaged partial result is refused or read, never a crash")
    func damage() throws {
        let a = try part("0..<6")
        let bytes = try Array(Data(contentsOf: URL(filePath: a)))
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<8 {
            var damaged = bytes
            damaged[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(
                in: 0x30...0x39, using: &generator)
            let file = try data.temporary.write(damaged, to: "damaged.json")
            #expect([0, 65].contains(try merge([file]).status))
        }
    }

    @Test("a part says which it is, and options that parts cannot have are refused")
    func options() throws {
        let result = try data.run("evaluate", "--range", "1..<4")
        #expect(result.standardOutput.contains("1..<4 of 6 images (not verified: --range)"))
        #expect(result.standardOutput.contains("\nimages    3\n"))
        #expect(try data.run("evaluate", "--range", "1..<4", "--limit", "2").status == 64)
        #expect(try data.run("evaluate", "--range", "4..<4").status == 64)
        let beyond = try data.run("evaluate", "--range", "4..<9")
        #expect(beyond.status == 65 && beyond.standardError.contains(data.images))
    }
}
