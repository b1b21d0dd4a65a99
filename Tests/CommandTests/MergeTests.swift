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

    /// A partial result of all six images, of which the last is misread, with one member changed.
    private func changed(_ path: [String], to value: Any) throws -> String {
        func changing(_ object: Any?, _ path: ArraySlice<String>) -> Any {
            guard let key = path.first else { return value }
            var object = object as? [String: Any] ?? [:]
            object[key] = changing(object[key], path.dropFirst())
            return object
        }
        let bytes = try Data(contentsOf: URL(filePath: try part("0..<6")))
        let object = try JSONSerialization.jsonObject(with: bytes)
        return try data.temporary.write(
            Array(JSONSerialization.data(withJSONObject: changing(object, path[...]))),
            to: "\(UUID().uuidString).json")
    }

    @Test("counts that contradict each other are refused")
    func contradictions() throws {
        let mistake: [Any] = [0, 5, 2, 1, 0.5]
        let lies: [(key: String, value: Any, reason: String)] = [
            ("mistakes", [Any](), "counts.mistakes: expected 1, found 0"),
            ("mistakes", [mistake, mistake], "counts.mistakes: expected 1, found 2"),
            ("mistakes", [[0, 5, 2, 3, 0.5]], "found 3 in the place of 2 at image 5"),
            ("mistakes", [[0, 5, 2, 2, 0.5]], "found 2 in the place of 2 at image 5"),
            ("mistakes", [[0, 6, 2, 1, 0.5]], "counts.mistakes: expected 0 to 5, found 6"),
            ("brier", [-0.5], "counts.brier: expected a sum of 0.0 to 36.0, found -0.5"),
            ("brier", [37], "counts.brier: expected a sum of 0.0 to 36.0, found 37.0"),
            ("cross_entropy", [-1e-9], "counts.cross_entropy: expected a sum of 0.0 to inf"),
            ("top_k", 1, "counts.top_k_correct: expected 5 to 5, found 6"),
        ]
        for (key, value, reason) in lies {
            let result = try merge([changed(["counts", key], to: value)])
            #expect(result.status == 65 && result.standardOutput == "")
            #expect(result.standardError.contains(reason))
        }
        #expect(try merge([changed(["counts", "mistakes"], to: [mistake])]).status == 0)
        let all = try changed(["counts", "top_k"], to: 4)
        #expect(try merge([all]).status == 0)

        let rejection = ["rejected": 2, "accepted": 4, "accepted_correct": 2]
        let rejected = try merge([changed(["rejection"], to: rejection)])
        #expect(rejected.standardError.contains("accepted_correct: expected 3 to 4, found 2"))
        var sets: [String: Any] = [
            "coverage": 0.9, "scores": 100, "rank": 91, "limit": 0.5, "independent_classes": false,
            "sizes": [1, 3, 0, 0, 2], "covered": 6,
        ]
        for covered in [6, 1] {
            sets["covered"] = covered
            let found = try merge([changed(["prediction_sets"], to: sets)])
            #expect(found.standardError.contains("covered: expected 2 to 5, found \(covered)"))
        }
        sets["covered"] = 5
        #expect(try merge([changed(["prediction_sets"], to: sets)]).status == 0)
    }

    /// Sets of 2^53 images and 1,024 classes hold 2^63 classes, one more than an integer can say.
    @Test("as many images as may be are merged, whatever their sets hold")
    func largest() throws {
        let (images, classes) = (1 << 53, 1_024)
        let file = try changed(["model", "classes"], to: (0..<classes).map { "\($0)" })
        var object = try #require(
            JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: file)))
                as? [String: Any])
        var files = try #require(object["files"] as? [[String: Any]])
        files[0]["images"] = images
        files[0]["ranges"] = [[0, images]]
        object["files"] = files
        var counts = try #require(object["counts"] as? [String: Any])
        counts["confusion"] = [[0, 0, images]]
        counts["top_k_correct"] = images
        counts["mistakes"] = [Any]()
        counts["confidences"] = NSNull()
        var bins = try #require(counts["bins"] as? [[String: Any]])
        for place in bins.indices {
            bins[place] = ["count": 0, "correct": 0, "confidences": [Double]()]
        }
        bins[14] = ["count": images, "correct": images, "confidences": [Double(images)]]
        counts["bins"] = bins
        object["counts"] = counts
        object["prediction_sets"] =
            [
                "coverage": 0.9, "scores": 100, "rank": 91, "limit": 0.5,
                "independent_classes": false, "covered": images,
                "sizes": [Int](repeating: 0, count: classes) + [images],
            ] as [String: Any]
        let largest = try data.temporary.write(
            Array(JSONSerialization.data(withJSONObject: object)), to: "largest.json")
        let result = try merge([largest, "--format", "json"])
        #expect(result.status == 0, "\(result.standardError)")
        let report = try #require(
            JSONSerialization.jsonObject(with: Data(result.standardOutput.utf8)) as? [String: Any])
        #expect(report["images"] as? Int == images)
        let sets = try #require(report["prediction_sets"] as? [String: Any])
        #expect(sets["mean_size"] as? Double == 1_024)
    }

    /// As many ranges as a partial result may have are merged by `tools/ci/bounds`.
    @Test("parts of many ranges merge, and images that count twice are found among them")
    func ranges() throws {
        let whole = try JSONSerialization.jsonObject(
            with: Data(contentsOf: URL(filePath: try part("0..<1"))))
        func made(_ ranges: [Range<Int>], _ name: String) throws -> String {
            var object = try #require(whole as? [String: Any])
            var files = try #require(object["files"] as? [[String: Any]])
            files[0]["images"] = 400
            files[0]["ranges"] = ranges.map { [$0.lowerBound, $0.upperBound] }
            object["files"] = files
            let count = ranges.reduce(0) { $0 + $1.count }
            var counts = try #require(object["counts"] as? [String: Any])
            counts["confusion"] = [[0, 0, count]]
            counts["top_k_correct"] = count
            counts["confidences"] =
                Data((0..<count).flatMap { _ in [0, 0, 0, 0, 0, 0, 0xF0, 0xBF] as [UInt8] })
                .base64EncodedString()
            var bins = try #require(counts["bins"] as? [[String: Any]])
            for place in bins.indices {
                bins[place] = ["count": 0, "correct": 0, "confidences": [Double]()]
            }
            bins[14] = ["count": count, "correct": count, "confidences": [count]]
            counts["bins"] = bins
            object["counts"] = counts
            return try data.temporary.write(
                Array(JSONSerialization.data(withJSONObject: object)), to: name)
        }
        let even = try made((0..<100).map { 4 * $0..<4 * $0 + 2 }, "even.json")
        let odd = try made((0..<100).map { 4 * $0 + 2..<4 * $0 + 4 }, "odd.json")
        let result = try merge([odd, even, "--format", "json"])
        #expect(result.status == 0 && result.standardOutput.contains("\"images\": 400,"))
        let late = try made([397..<398], "late.json")
        #expect(try merge([even, late]).standardError.contains("images 397..<398 of "))
        #expect(try merge([late, even]).standardError.contains("images 397..<398 of "))
        #expect(try merge([odd, late]).standardError.contains("found none of images 0..<2"))
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
