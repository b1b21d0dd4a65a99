import Figures
import Foundation
import Testing

@Suite("Figures")
struct FigureTests {
    @Test(
        "a linear axis is marked at round numbers around its values",
        arguments: [
            ([0, 1], [0, 0.2, 0.4, 0.6, 0.8, 1], "0.8"), ([0, 6], [0, 2, 4, 6], "6"),
            ([-1, 1], [-1, -0.5, 0, 0.5, 1], "-0.5"), ([0.301, 0.302], [0.301, 0.3012], "0.3012"),
            ([0, 404], [0, 100, 200, 300, 400, 500], "200"), ([7, 7], [7, 7 + 1e-12], "7.0"),
        ] as [([Double], [Double], String)])
    func linear(values: [Double], ticks: [Double], text: String) {
        let scale = LinearScale(covering: values)
        for tick in ticks { #expect(scale.ticks.contains(tick), "\(scale.ticks)") }
        #expect(scale.ticks.map(scale.text).contains { $0.hasPrefix(text) })
        #expect(scale.position(scale.ticks[0]) == 0)
        #expect(scale.position(scale.ticks[scale.ticks.count - 1]) == 1)
        #expect(scale.position(values[0]) >= -1e-9 && scale.position(values[1]) <= 1 + 1e-9)
    }

    @Test("a frame has each value where its axes say")
    func frame() {
        let scale = LinearScale(ticks: [0, 10], digits: 0)
        let frame = PlotFrame(
            left: 10, top: 20, right: 110, bottom: 220, horizontal: scale,
            vertical: LogScale(covering: [1, 100], digits: [1]))
        #expect(frame.x(5) == 60)
        #expect(frame.y(1) == 220 && frame.y(10) == 120 && frame.y(100) == 20)
        let grid = frame.grid(scale.text) { "<\($0)>" }
        #expect(grid.contains("<text x=\"110.0\" y=\"236.0\" text-anchor=\"middle\">10</text>"))
        #expect(grid.contains("&lt;100.0&gt;</text>"))
    }

    @Test("no two of the first sixteen lines look alike, and neighbors differ without color")
    func lines() {
        let lines = (0..<16).map(Palette.line)
        #expect(Set(lines).count == 16)
        let dashes = lines.map { $0.split(separator: "stroke-width=\"2\"").dropFirst().joined() }
        for index in 1..<16 { #expect(dashes[index] != dashes[index - 1] || index % 4 == 0) }
    }

    /// For protanopia, deuteranopia and tritanopia: Machado, Oliveira and Fernandes 2009, table 1.
    private static let views: [[[Double]]] = [
        [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
        [
            [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ],
        [
            [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ],
        [
            [1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ],
    ]

    @Test("any two colors of lines are told apart by all forms of color vision, and are readable")
    func colors() {
        for (color, page) in [(\FigureColor.light, "#ffffff"), (\.dark, "#0d1117")] {
            let colors = Palette.series.map { Self.linear($0[keyPath: color]) }
            let paper = Self.luminance(Self.linear(page))
            for color in colors {
                let ink = Self.luminance(color)
                // The contrast that WCAG 2 asks of texts.
                #expect((max(ink, paper) + 0.05) / (min(ink, paper) + 0.05) >= 4.5)
            }
            for view in Self.views {
                let seen = colors.map { Self.lab(Self.times(view, $0)) }
                for (index, one) in seen.enumerated() {
                    for other in seen[..<index] {
                        let distance = zip(one, other).map { ($0 - $1) * ($0 - $1) }.reduce(0, +)
                        #expect(distance.squareRoot() >= 20, "\(page) \(index)")
                    }
                }
            }
        }
    }

    private static func linear(_ color: String) -> [Double] {
        let number = Int(color.dropFirst(), radix: 16) ?? 0
        return [16, 8, 0].map { shift in
            let value = Double(number >> shift & 255) / 255
            return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
        }
    }

    private static func luminance(_ color: [Double]) -> Double {
        0.2126 * color[0] + 0.7152 * color[1] + 0.0722 * color[2]
    }

    private static func times(_ matrix: [[Double]], _ vector: [Double]) -> [Double] {
        matrix.map { row in zip(row, vector).map(*).reduce(0, +) }
    }

    /// CIE 1976 L*a*b* of linear sRGB, white D65.
    private static func lab(_ color: [Double]) -> [Double] {
        let matrix = [
            [0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750],
            [0.0193339, 0.1191920, 0.9503041],
        ]
        let xyz = times(matrix, color.map { min(1, max(0, $0)) })
        let f = zip(xyz, [0.95047, 1, 1.08883]).map { value, white in
            let share = value / white
            return share > 216.0 / 24389 ? cbrt(share) : (24389.0 / 27 * share + 16) / 116
        }
        return [116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])]
    }
}
