public import NeuralNetwork

/// The graph of an activation function over -6…6.
public struct FunctionPlot {
    private let activation: Activation
    /// The values that are in the picture: the function's own, with a margin.
    private let low: Double
    private let high: Double

    private static let reach = 6.0

    /// Draws a function of one value.
    public init(_ activation: Activation) {
        self.activation = activation
        let values = (-480...480).map { Double(activation(Float(Self.reach * Double($0) / 480))) }
        // Logarithms and roots are defined on a part only.
        let defined = values.filter(\.isFinite)
        let (least, most) = (min(defined.min() ?? 0, 0), max(defined.max() ?? 1, 0))
        // A round number above, and one below, so that zero and both ends get a line of their own.
        low = least.rounded(.down)
        high = most.rounded(.up)
    }

    private func value(_ x: Double) -> Double { Double(activation(Float(x))) }
}

// MARK: - Text

extension FunctionPlot {
    private static let columns = 61
    private static let rows = 17

    /// A drawing of 17 lines and up to 70 columns.
    public var text: String {
        var lines = (0..<Self.rows).map { row -> [Character] in
            row == self.row(of: 0)
                ? Array(repeating: "─", count: Self.columns)
                : Array(repeating: " ", count: Self.columns)
        }
        for row in lines.indices { lines[row][Self.columns / 2] = "│" }
        lines[row(of: 0)][Self.columns / 2] = "┼"
        for column in 0..<Self.columns {
            let x = Self.reach * (2 * Double(column) / Double(Self.columns - 1) - 1)
            let y = value(x)
            if y.isFinite { lines[row(of: y)][column] = "•" }
        }
        let labels = Dictionary([low, 0, high].map { (row(of: $0), $0) }) { first, _ in first }
        let graph = lines.enumerated().map { row, line in
            (pad(labels[row].map { fixed($0, 0) } ?? "", to: 3, .right) + " " + line)
                .trimmingTrailingSpaces + "\n"
        }.joined()
        let axis = pad("-6", to: 5, .right) + pad("0", to: 30, .right) + pad("6", to: 30, .right)
        return "\(activation.name)(x)\n\n\(graph)\(axis)\n"
    }

    private func row(of value: Double) -> Int {
        Int(((high - value) / (high - low) * Double(Self.rows - 1)).rounded())
    }
}

// MARK: - SVG

extension FunctionPlot {
    private static let width = 360.0
    private static let height = 240.0
    private static let margin = 30.0

    /// A picture of 360 × 240 pixels that can stand on light and dark pages.
    public var svg: String {
        let lines = lines.map {
            """
            <polyline fill="none" stroke="#d9480f" stroke-width="2" points="\($0)"/>
            """
        }.joined(separator: "\n")
        let ticks = [low, 0, high].map { label($0, x: left(0) - 6, y: top($0) + 4, anchor: "end") }
        let ends = [-Self.reach, Self.reach].map {
            label($0, x: left($0), y: top(0) + 16, anchor: "middle")
        }
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 360 240" width="360" height="240" \
            role="img" aria-label="Graph of \(activation.name)(x) for x from -6 to 6">
            <g stroke="#888" stroke-width="1" fill="none">
            <path d="M\(fixed(left(-Self.reach), 1)) \(fixed(top(0), 1))\
            H\(fixed(left(Self.reach), 1))"/>
            <path d="M\(fixed(left(0), 1)) \(fixed(top(low), 1))V\(fixed(top(high), 1))"/>
            </g>
            \(lines)
            <g fill="#888" font-family="sans-serif" font-size="12">
            \(Set(ticks).sorted().joined(separator: "\n"))
            \(ends.joined(separator: "\n"))
            <text x="30" y="18">\(activation.name)(x)</text>
            </g>
            </svg>

            """
    }

    /// The points of each stretch on which the function is defined.
    private var lines: [String] {
        let points = (0...480).map { step -> String? in
            let x = Self.reach * (Double(step) / 240 - 1)
            let y = value(x)
            return y.isFinite ? "\(fixed(left(x), 1)),\(fixed(top(y), 1))" : nil
        }
        return points.split(separator: nil).map {
            $0.compactMap(\.self).joined(separator: " ")
        }
    }

    private func label(_ value: Double, x: Double, y: Double, anchor: String) -> String {
        """
        <text x="\(fixed(x, 1))" y="\(fixed(y, 1))" text-anchor="\(anchor)">\(fixed(value, 0))</text>
        """
    }

    private func left(_ x: Double) -> Double {
        Self.margin + (x / Self.reach + 1) / 2 * (Self.width - 2 * Self.margin)
    }

    private func top(_ y: Double) -> Double {
        Self.margin + (high - y) / (high - low) * (Self.height - 2 * Self.margin)
    }
}
