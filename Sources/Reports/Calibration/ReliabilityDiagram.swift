internal import Figures
internal import FileIO
public import Metrics

/// Accuracy over confidence in bins of equal width, with the number of answers below.
///
/// The form is that of A. Niculescu-Mizil and R. Caruana, "Predicting Good Probabilities With
/// Supervised Learning", ICML 2005: where bars reach the diagonal, confidences can be believed.
public struct ReliabilityDiagram {
    private let calibration: Calibration
    private let title: String

    private static let share = LinearScale(ticks: [0, 0.25, 0.5, 0.75, 1], digits: 2)
    private static let frame = PlotFrame(
        left: 56, top: 40, right: 356, bottom: 340, horizontal: share, vertical: share)
    private static let (countTop, countBottom) = (388.0, 448.0)

    /// Draws the calibration of a model's answers.
    ///
    /// - Parameters:
    ///   - calibration: How often answers of each confidence are right.
    ///   - title: What was evaluated, such as the name of the model.
    public init(_ calibration: Calibration, title: String) {
        self.calibration = calibration
        self.title = displayName(title)
    }

    /// A picture that can stand on light and dark pages.
    public var svg: String {
        let frame = Self.frame
        let content = """
            \(Self.style)
            <g class="ink" font-family="sans-serif" font-size="12">
            <text x="56" y="20" font-size="14">\(xmlText(title))</text>
            \(frame.grid(Self.share.text, Self.share.text))
            <text x="206" y="372" text-anchor="middle">confidence; below: images per bin, largest \
            \(grouped(largestCount))</text>
            <text transform="translate(16 190) rotate(-90)" text-anchor="middle">accuracy</text>
            <text x="16" y="468">\(errors)</text>
            </g>
            \(calibration.equalWidth.bins.map(bar).joined(separator: "\n"))
            <path stroke="\(Palette.neutralInk)" stroke-dasharray="6 4" fill="none" \
            d="M\(Self.x(0)) \(Self.y(0))L\(Self.x(1)) \(Self.y(1))"/>
            """
        return figure(width: 380, height: 500, label: "Accuracy over confidence, \(title)", content)
    }

    private static let style = Palette.style([
        (name: "bar", property: "fill-opacity: 0.75; fill", color: Palette.blue),
        (name: "gap", property: "fill-opacity: 0.55; fill", color: Palette.orange),
    ])

    private var errors: String {
        let binnings =
            [("equal width", calibration.equalWidth)]
            + (calibration.equalMass.map { [("equal mass", $0)] } ?? [])
        return "ECE "
            + binnings.map { "\(percent($1.expectedError)) (\($0))" }.joined(separator: ", ")
            + "; MCE \(percent(calibration.equalWidth.maximumError))"
    }

    private var largestCount: Int { calibration.equalWidth.bins.map(\.count).max() ?? 0 }

    /// The accuracy of a bin, its gap to the mean confidence, and how many answers there are.
    private func bar(_ bin: Calibration.Bin) -> String {
        guard bin.count > 0 else { return "" }
        let gap = [bin.accuracy, bin.confidence].sorted()
        let share = Double(bin.count) / Double(max(1, largestCount))
        let height = share * (Self.countBottom - Self.countTop)
        return Self.rectangle(
            "bar", bin, from: Self.frame.bottom, height: bin.accuracy * Self.extent)
            + Self.rectangle(
                "gap", bin, from: Self.frame.bottom - gap[0] * Self.extent,
                height: (gap[1] - gap[0]) * Self.extent)
            + Self.rectangle("bar", bin, from: Self.countBottom, height: height)
    }

    private static let extent = frame.bottom - frame.top

    private static func rectangle(
        _ name: String, _ bin: Calibration.Bin, from base: Double, height: Double
    ) -> String {
        let width = (bin.range.upperBound - bin.range.lowerBound) * (frame.right - frame.left) - 1
        return "<rect class=\"\(name)\" x=\"\(x(bin.range.lowerBound))\" "
            + "y=\"\(fixed(base - height, 1))\" width=\"\(fixed(width, 1))\" "
            + "height=\"\(fixed(height, 1))\"/>"
    }

    private static func x(_ value: Double) -> String { fixed(frame.x(value), 1) }
    private static func y(_ value: Double) -> String { fixed(frame.y(value), 1) }
}
