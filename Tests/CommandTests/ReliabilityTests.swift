import Foundation
import TestSupport
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// The expected figures were worked out with NumPy, and those of equal width with torchmetrics.
@Suite("mnist evaluate, confidences")
struct ReliabilityTests {
    @Test("JSON has the calibration errors, and bins if they are asked for")
    func json() throws {
        let data = try TinyData()
        let plain = try data.run("evaluate", "--format", "json")
        let report = try #require(try plain.json as? [String: Any])
        let calibration = try #require(report["calibration"] as? [String: Any])
        let width = try #require(calibration["equal_width"] as? [String: Any])
        let mass = try #require(calibration["equal_mass"] as? [String: Any])
        for (found, expected) in [
            (calibration["negative_log_likelihood"], 0.8764048490761889),
            (calibration["brier_score"], 0.44999203618812106),
            (width["expected_error"], 0.4995816521664058),
            (width["maximum_error"], 0.613670470453852),
            (mass["expected_error"], 0.49958165216640577),
            (mass["maximum_error"], 0.613670470453852),
        ] { #expect(abs(try #require(found as? Double) - expected) < 1e-6) }
        #expect(calibration["bins"] as? Int == 15 && width["bins"] == nil)

        let listed = try data.run("evaluate", "--format", "json", "--reliability")
        let full = try #require(try listed.json as? [String: Any])
        let both = try #require(full["calibration"] as? [String: Any])
        let bins = try #require(
            (both["equal_width"] as? [String: Any])?["bins"] as? [[String: Any]])
        #expect(bins.map { $0["count"] as? Int } == [0, 0, 0, 0, 1, 1, 0, 4, 0, 0, 0, 0, 0, 0, 0])
        #expect(bins[4]["correct"] as? Int == 0 && bins[4]["upper"] as? Double == 1.0 / 3)
    }

    @Test("the terminal shows a line for each bin with images")
    func text() throws {
        let result = try TinyData().run("evaluate", "--reliability")
        #expect(
            result.standardOutput.contains(
                """
                confidence      images  accuracy       gap
                0.267 to 0.333       1    0.00 %  -28.53 %             │
                0.333 to 0.400       1  100.00 %   61.37 %  ███████████████│████████████████████████
                0.467 to 0.533       4  100.00 %   52.46 %  ███████████████████│████████████████████

                """))
    }

    @Test("CSV is a table of the bins, and one table only")
    func csv() throws {
        let data = try TinyData()
        let lines = try data.run("evaluate", "--format", "csv", "--reliability").standardOutput
            .split(separator: "\n")
        #expect(lines.count == 31)
        #expect(lines[0] == "binning,bin,lower,upper,count,correct,confidence")
        #expect(lines[1] == "equal_width,0,0.0,0.06666666666666667,0,0,0.0")
        let both = try data.run("evaluate", "--format", "csv", "--reliability", "--confusion")
        #expect(both.status == 64)
        #expect(both.standardError.contains("--confusion and --reliability exclude each other"))
    }

    @Test("the diagram is a picture that is written after the report")
    func diagram() throws {
        let data = try TinyData()
        let file = data.temporary.path("diagram.svg")
        #expect(try data.run("evaluate", "--reliability-svg", file).status == 0)
        let svg = try String(contentsOfFile: file, encoding: .utf8)
        // For each of three bins: its accuracy, its gap, and how many there are.
        #expect(svg.components(separatedBy: "<rect ").count == 10)
        #expect(svg.contains("ECE 49.96 % (equal width), 49.96 % (equal mass); MCE 61.37 %"))
        #expect(XMLParser(data: Data(svg.utf8)).parse())
        let taken = try data.run("evaluate", "--reliability-svg", data.images)
        #expect(taken.status == 73)
    }
}
