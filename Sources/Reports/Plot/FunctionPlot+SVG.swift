internal import NeuralNetwork

extension FunctionPlot {
    private static let width = 360.0
    private static let height = 240.0
    private static let margin = 30.0
    /// Colors that can be told apart on light and dark, and by who sees few; dashes tell them apart
    /// without color.
    private static let strokes = [
        (color: "#d9480f", dashes: ""), (color: "#1c7ed6", dashes: "7 3"),
        (color: "#2b8a3e", dashes: "2 3"), (color: "#9c36b5", dashes: "9 3 2 3"),
    ]

    /// A picture of 360 × 240 pixels that can stand on light and dark pages.
    public var svg: String {
        let graphs = zip(activations, Self.strokes).flatMap { activation, stroke in
            lines(of: activation).map {
                """
                <polyline fill="none" stroke="\(stroke.color)" stroke-width="2"\
                \(dashes(stroke.dashes)) points="\($0)"/>
                """
            }
        }.joined(separator: "\n")
        let ticks = [low, 0, high].map { label($0, x: left(0) - 6, y: top($0) + 4, anchor: "end") }
        let ends = [-Self.reach, Self.reach].map {
            label($0, x: left($0), y: top(0) + 16, anchor: "middle")
        }
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 360 240" width="360" height="240" \
            role="img" aria-label="Graph of \(title) for x from -6 to 6">
            <g stroke="#888" stroke-width="1" fill="none">
            <path d="M\(fixed(left(-Self.reach), 1)) \(fixed(top(0), 1))\
            H\(fixed(left(Self.reach), 1))"/>
            <path d="M\(fixed(left(0), 1)) \(fixed(top(low), 1))V\(fixed(top(high), 1))"/>
            </g>
            \(graphs)
            <g fill="#888" font-family="sans-serif" font-size="12">
            \(Set(ticks).sorted().joined(separator: "\n"))
            \(ends.joined(separator: "\n"))
            \(names.joined(separator: "\n"))
            </g>
            </svg>

            """
    }

    /// The name of each function, of several with a piece of its line before it.
    private var names: [String] {
        guard activations.count > 1 else {
            return ["<text x=\"30\" y=\"18\">\(activations[0].name)(x)</text>"]
        }
        return zip(activations, Self.strokes).enumerated().map { index, pair in
            let (activation, stroke) = pair
            let y = 18 + 16 * Double(index)
            return """
                <path fill="none" stroke="\(stroke.color)" stroke-width="2"\(dashes(stroke.dashes)) \
                d="M30 \(fixed(y - 4, 0))H54"/>
                <text x="60" y="\(fixed(y, 0))">\(activation.name)(x)</text>
                """
        }
    }

    private func dashes(_ pattern: String) -> String {
        pattern.isEmpty ? "" : " stroke-dasharray=\"\(pattern)\""
    }

    /// The points of each stretch on which a function is defined.
    private func lines(of activation: Activation) -> [String] {
        let points = (0...480).map { step -> String? in
            let x = Self.reach * (Double(step) / 240 - 1)
            let y = Double(activation(Float(x)))
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
