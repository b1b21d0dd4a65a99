internal import FileIO
public import Metrics

/// Accuracy over confidence in bins of equal width, with the number of answers below.
///
/// The form is that of A. Niculescu-Mizil and R. Caruana, "Predicting Good Probabilities With
/// Supervised Learning", ICML 2005: where bars reach the diagonal, confidences can be believed.
public struct ReliabilityDiagram {
    private let calibration: Calibration
    private let title: String

    private static let (left, right) = (56.0, 356.0)
    private static let (top, bottom) = (40.0, 340.0)
    private static let (countTop, countBottom) = (388.0, 448.0)

    /// Draws the calibration of a model's answers.
    ///
    /// - Parameter title: What was evaluated, such as the name of the model.
    public init(_ calibration: Calibration, title: String) {
        self.calibration = calibration
        self.title = xmlText(displayName(title))
    }

    /// A picture that can stand on light and dark pages.
    public var svg: String {
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 380 500" width="380" height="500" \
        role="img" aria-label="Accuracy over confidence, \(title)">
        \(Self.style)
        <g class="ink" font-family="sans-serif" font-size="12">
        <text x="56" y="20" font-size="14">\(title)</text>
        \(grid)
        <text x="206" y="372" text-anchor="middle">confidence; below: images per bin, largest \
        \(grouped(largestCount))</text>
        <text transform="translate(16 190) rotate(-90)" text-anchor="middle">accuracy</text>
        <text x="16" y="468">\(errors)</text>
        </g>
        \(calibration.equalWidth.bins.map(bar).joined(separator: "\n"))
        <path class="ideal" d="M\(Self.x(0)) \(Self.y(0))L\(Self.x(1)) \(Self.y(1))"/>
        </svg>

        """
    }

    private static let style = """
        <style>
        .ink { fill: #6e7781; } .grid { stroke: #8c959f; stroke-opacity: 0.4; }
        .ideal { stroke: #6e7781; stroke-dasharray: 6 4; fill: none; }
        .bar { fill: #0b62c4; fill-opacity: 0.75; } .gap { fill: #c2410c; fill-opacity: 0.55; }
        @media (prefers-color-scheme: light) { .ink { fill: #24292f; } }
        @media (prefers-color-scheme: dark) {
        .ink { fill: #e6edf3; } .bar { fill: #6cb0ff; } .gap { fill: #fb923c; }
        }
        </style>
        """

    private var errors: String {
        let binnings =
            [("equal width", calibration.equalWidth)]
            + (calibration.equalMass.map { [("equal mass", $0)] } ?? [])
        return "ECE "
            + binnings.map { "\(percent($1.expectedError)) (\($0))" }.joined(separator: ", ")
            + "; MCE \(percent(calibration.equalWidth.maximumError))"
    }

    private var largestCount: Int { calibration.equalWidth.bins.map(\.count).max() ?? 0 }

    private var grid: String {
        stride(from: 0.0, through: 1, by: 0.25).map { value in
            """
            <path class="grid" d="M\(Self.x(0)) \(Self.y(value))H\(Self.x(1))"/>
            <text x="50" y="\(Self.y(value))" dy="4" text-anchor="end">\(fixed(value, 2))</text>
            <text x="\(Self.x(value))" y="356" text-anchor="middle">\(fixed(value, 2))</text>
            """
        }.joined(separator: "\n")
    }

    /// The accuracy of a bin, its gap to the mean confidence, and how many answers there are.
    private func bar(_ bin: Calibration.Bin) -> String {
        guard bin.count > 0 else { return "" }
        let gap = [bin.accuracy, bin.confidence].sorted()
        let share = Double(bin.count) / Double(max(1, largestCount))
        let height = share * (Self.countBottom - Self.countTop)
        return Self.rectangle("bar", bin, from: Self.bottom, height: bin.accuracy * Self.extent)
            + Self.rectangle(
                "gap", bin, from: Self.bottom - gap[0] * Self.extent,
                height: (gap[1] - gap[0]) * Self.extent)
            + Self.rectangle("bar", bin, from: Self.countBottom, height: height)
    }

    private static let extent = bottom - top

    private static func rectangle(
        _ name: String, _ bin: Calibration.Bin, from base: Double, height: Double
    ) -> String {
        let width = (bin.range.upperBound - bin.range.lowerBound) * (right - left) - 1
        return "<rect class=\"\(name)\" x=\"\(x(bin.range.lowerBound))\" "
            + "y=\"\(fixed(base - height, 1))\" width=\"\(fixed(width, 1))\" "
            + "height=\"\(fixed(height, 1))\"/>"
    }

    private static func x(_ value: Double) -> String { fixed(left + (right - left) * value, 1) }
    private static func y(_ value: Double) -> String { fixed(bottom + (top - bottom) * value, 1) }
}
