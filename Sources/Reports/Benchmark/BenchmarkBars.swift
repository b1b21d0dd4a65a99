internal import Benchmarking
internal import ImageClassification

/// The rates of a benchmark as bars of characters, all to one scale from 0.
struct BenchmarkBars {
    private let report: BenchmarkReport

    private static let width = 40
    /// Blocks that fill none to all eighths of a character.
    private static let eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]

    init(_ report: BenchmarkReport) { self.report = report }

    /// A paragraph for each model and number of threads, with a line for each batch size.
    var text: String {
        let largest = report.results.map(\.imagesPerSecond.median).max() ?? 1
        return report.series.map { name, results in
            var table = TextTable([.right, .left, .right])
            table.append(["batch", "", "images/s"])
            for result in results {
                let rate = result.imagesPerSecond.median
                table.append([
                    grouped(result.batchSize), bar(rate / largest), whole(rate),
                ])
            }
            return "\(name)\n\(table.text)"
        }.joined(separator: "\n")
    }

    private func bar(_ share: Double) -> String {
        let filled = Int((share * Double(8 * Self.width)).rounded())
        let bar = String(repeating: "█", count: filled / 8) + Self.eighths[filled % 8]
        return pad(bar, to: Self.width)
    }
}
