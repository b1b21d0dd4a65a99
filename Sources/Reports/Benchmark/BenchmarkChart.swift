internal import Benchmarking
internal import Figures
internal import FileIO
internal import ImageClassification

/// The rates of a benchmark over batch sizes, both axes logarithmic.
public struct BenchmarkChart {
    private let report: BenchmarkReport
    private let series: [(name: String, results: [BenchmarkResult])]
    private let frame: PlotFrame

    private static let legend = 372.0
    private static let legendLine = 18.0

    /// Draws a report.
    public init(_ report: BenchmarkReport) {
        self.report = report
        series = report.series
        let results = report.results
        frame = PlotFrame(
            left: 76, top: 40, right: 616, bottom: 320,
            horizontal: LogScale(covering: results.map { Double($0.batchSize) }, digits: [1]),
            vertical: LogScale(
                covering: results.flatMap {
                    [$0.imagesPerSecond.minimum, $0.imagesPerSecond.maximum]
                }, digits: [1, 2, 5]))
    }

    /// A picture that can stand on light and dark pages.
    public var svg: String {
        let title = "Images per second over batch size"
        let content = """
            \(Palette.style(Palette.lineClasses))
            <g class="ink" font-family="sans-serif" font-size="12">
            <text x="\(fixed(frame.left, 0))" y="20" font-size="14">\(title)</text>
            \(frame.grid(whole, Self.abbreviated))
            <text x="346" y="354" text-anchor="middle">images per batch; \(conditions)</text>
            \(legend)
            </g>
            \(series.indices.map(line).joined(separator: "\n"))
            """
        return figure(
            width: 640, height: Self.legend + Self.legendLine * Double(series.count), label: title,
            content)
    }

    private var legend: String {
        series.indices.map { index in
            let y = Self.legend + Self.legendLine * Double(index)
            return """
                <path \(Palette.line(index)) d="M\(fixed(frame.left, 0)) \(fixed(y - 4, 0))h28"/>
                <text x="\(fixed(frame.left + 36, 0))" y="\(fixed(y, 0))">\
                \(xmlText(series[index].name))</text>
                """
        }.joined(separator: "\n")
    }

    /// A line through the medians, with an upright one from the slowest round to the fastest.
    private func line(_ index: Int) -> String {
        let results = series[index].results
        let points = results.map { result in
            "\(x(result)) \(y(result.imagesPerSecond.median))"
        }
        let spreads = results.map { result in
            let rate = result.imagesPerSecond
            return "M\(x(result)) \(y(rate.minimum))V\(y(rate.maximum))"
        }.joined()
        let marks = results.map { result in
            """
            <circle cx="\(x(result))" cy="\(y(result.imagesPerSecond.median))" r="3"/>
            """
        }.joined()
        return """
            <path \(Palette.line(index)) d="M\(points.joined(separator: "L"))"/>
            <g class="\(Palette.lineClass(index))" stroke="currentColor" fill="currentColor">\
            <path d="\(spreads)"/>\(marks)</g>
            """
    }

    private var conditions: String {
        let processor = report.conditions.processor.map { ", \(displayName($0))" } ?? ""
        return xmlText("kernels \(report.conditions.kernel)\(processor)")
    }

    private func x(_ result: BenchmarkResult) -> String {
        fixed(frame.x(Double(result.batchSize)), 1)
    }

    private func y(_ rate: Double) -> String { fixed(frame.y(rate), 1) }

    /// A round number in few characters: `500`, `200k`, `1M`.
    private static func abbreviated(_ value: Double) -> String {
        switch value {
        case 1e9...: short(value / 1e9) + "G"
        case 1e6...: short(value / 1e6) + "M"
        case 1e3...: short(value / 1e3) + "k"
        default: short(value)
        }
    }
}
