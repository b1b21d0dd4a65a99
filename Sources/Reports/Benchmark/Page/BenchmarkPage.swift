internal import Benchmarking
internal import Figures
internal import FileIO
internal import ImageClassification

/// The report of a benchmark as one page to look at, send and keep.
///
/// Its figures are those of ``BenchmarkReport``.
public struct BenchmarkPage {
    private let report: BenchmarkReport
    private let run: [(name: String, value: String)]

    /// Puts a page together.
    ///
    /// - Parameters:
    ///   - report: The figures.
    ///   - run: What was run, besides data and models: names with their values.
    public init(_ report: BenchmarkReport, run: [(name: String, value: String)]) {
        self.report = report
        self.run = run.map { ($0.name, terminalSafe($0.value)) }
    }

    /// The page.
    public var html: String {
        let names = report.subjects.labels.map { displayName($0) }.joined(separator: ", ")
        return HTMLPage(
            title: "Benchmark of \(names)",
            sections: [
                BenchmarkChart(report).svg,
                HTML.section("Rates and latencies", id: "rates", rates),
                HTML.section("Stages", id: "stages", stages),
                HTML.section("What was run", id: "run", HTML.facts(runFacts)),
            ]
        ).html
    }

    private var rates: String {
        let baseline = report.baseline.map { baseline in
            "<p>Compared with \(xmlText(terminalSafe(baseline.file))).</p>\n"
                + report.differences.map {
                    "<p class=\"soft\">Not comparable: \(xmlText(terminalSafe($0))).</p>\n"
                }.joined()
        }
        let rows = zip(report.results, report.rateRows).map { result, cells in
            (displayName(report.label(result)), cells)
        }
        return (baseline ?? "") + HTML.table(["network"] + report.rateHead, rows)
            + "\n<p>Rates are medians of ten rounds; latencies are those of a batch. All answers have "
            + "the same bits as those to single images.</p>"
    }

    private var stages: String {
        HTML.table(
            ["stage", "time", "of"], report.stageRows.map { ($0[0], Array($0.dropFirst())) })
    }

    private var runFacts: [(name: String, value: String)] {
        report.facts.map { (name: $0[0], value: $0[1]) } + run
    }
}
