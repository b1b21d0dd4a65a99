internal import Benchmarking
internal import FileIO
internal import ImageClassification

/// The rates of a benchmark over batch sizes, both axes logarithmic.
public struct BenchmarkChart {
    private let report: BenchmarkReport
    private let series: [(name: String, results: [BenchmarkResult])]
    private let batches: LogScale
    private let rates: LogScale

    private static let left = 76.0
    private static let right = 616.0
    private static let top = 40.0
    private static let bottom = 320.0
    private static let legend = 372.0
    private static let legendLine = 18.0
    /// Beyond this, colors repeat with other dashes.
    private static let colors = 6
    private static let dashes = ["", "7 4", "2 4", "8 4 2 4"]

    /// Draws a report.
    public init(_ report: BenchmarkReport) {
        self.report = report
        series = report.series
        let results = report.results
        batches = LogScale(covering: results.map { Double($0.batchSize) }, digits: [1])
        rates = LogScale(
            covering: results.flatMap { [$0.imagesPerSecond.minimum, $0.imagesPerSecond.maximum] },
            digits: [1, 2, 5])
    }

    /// A picture that can stand on light and dark pages.
    public var svg: String {
        let height = fixed(Self.legend + Self.legendLine * Double(series.count), 0)
        let title = "Images per second over batch size"
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 \(height)" width="640" \
            height="\(height)" role="img" aria-label="\(title)">
            \(Self.style)
            <g class="ink" font-family="sans-serif" font-size="12">
            <text x="\(fixed(Self.left, 0))" y="20" font-size="14">\(title)</text>
            \(grid)
            <text x="346" y="354" text-anchor="middle">images per batch; \(conditions)</text>
            \(legend)
            </g>
            \(series.indices.map(line).joined(separator: "\n"))
            </svg>

            """
    }

    /// Colors that can be read on white and on black, and better ones where the page is known.
    private static let style = """
        <style>
        .ink { fill: #6e7781; } .grid { stroke: #8c959f; stroke-opacity: 0.4; }
        .c0 { color: #0b62c4; } .c1 { color: #c2410c; } .c2 { color: #15803d; }
        .c3 { color: #9333ea; } .c4 { color: #b45309; } .c5 { color: #0e7490; }
        @media (prefers-color-scheme: light) { .ink { fill: #24292f; } }
        @media (prefers-color-scheme: dark) {
        .ink { fill: #e6edf3; }
        .c0 { color: #6cb0ff; } .c1 { color: #fb923c; } .c2 { color: #4ade80; }
        .c3 { color: #c99bff; } .c4 { color: #fcd34d; } .c5 { color: #67e8f9; }
        }
        </style>
        """

    private var grid: String {
        let rows = rates.ticks.map { tick -> String in
            let y = fixed(Self.y(rates.position(tick)), 1)
            return """
                <path class="grid" d="M\(fixed(Self.left, 0)) \(y)H\(fixed(Self.right, 0))"/>
                <text x="\(fixed(Self.left - 8, 0))" y="\(y)" dy="4" text-anchor="end">\
                \(Self.abbreviated(tick))</text>
                """
        }
        let columns = batches.ticks.map { tick -> String in
            let x = fixed(Self.x(batches.position(tick)), 1)
            return """
                <path class="grid" d="M\(x) \(fixed(Self.top, 0))V\(fixed(Self.bottom, 0))"/>
                <text x="\(x)" y="\(fixed(Self.bottom + 18, 0))" text-anchor="middle">\
                \(whole(tick))</text>
                """
        }
        return (rows + columns).joined(separator: "\n")
    }

    private var legend: String {
        series.indices.map { index in
            let y = Self.legend + Self.legendLine * Double(index)
            return """
                <path \(stroke(index)) d="M\(fixed(Self.left, 0)) \(fixed(y - 4, 0))h28"/>
                <text x="\(fixed(Self.left + 36, 0))" y="\(fixed(y, 0))">\
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
            <path \(stroke(index)) d="M\(points.joined(separator: "L"))"/>
            <g class="\(color(index))" stroke="currentColor" fill="currentColor">\
            <path d="\(spreads)"/>\(marks)</g>
            """
    }

    private func stroke(_ index: Int) -> String {
        let dash = Self.dashes[index / Self.colors % Self.dashes.count]
        let dashes = dash.isEmpty ? "" : " stroke-dasharray=\"\(dash)\""
        return "class=\"\(color(index))\" fill=\"none\" stroke=\"currentColor\" "
            + "stroke-width=\"2\"\(dashes)"
    }

    private func color(_ index: Int) -> String { "c\(index % Self.colors)" }

    private var conditions: String {
        let processor = report.conditions.processor.map { ", \(displayName($0))" } ?? ""
        return xmlText("kernels \(report.conditions.kernel)\(processor)")
    }

    private func x(_ result: BenchmarkResult) -> String {
        fixed(Self.x(batches.position(Double(result.batchSize))), 1)
    }

    private func y(_ rate: Double) -> String { fixed(Self.y(rates.position(rate)), 1) }

    private static func x(_ position: Double) -> Double { left + (right - left) * position }
    private static func y(_ position: Double) -> Double { bottom + (top - bottom) * position }

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
