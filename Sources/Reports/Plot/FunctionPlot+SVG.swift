internal import Figures
internal import NeuralNetwork

extension FunctionPlot {
    private static let (width, height) = (480.0, 300.0)
    private static let top = 30.0
    private static let legendLine = 18.0

    private static let across = LinearScale(
        ticks: stride(from: -FunctionPlot.reach, through: FunctionPlot.reach, by: 2).map { $0 },
        digits: 0)

    /// A picture of 480 × 300 pixels, or a little higher for several functions, that can stand on light
    /// and dark pages.
    public var svg: String {
        let up = LinearScale(covering: [low, high])
        let top = Self.top + Self.legendLine * Double(activations.count - 1)
        let frame = PlotFrame(
            left: 44, top: top, right: Self.width - 16, bottom: top + Self.height - 60,
            horizontal: Self.across, vertical: up)
        let graphs = activations.enumerated().flatMap { index, activation in
            lines(of: activation, frame).map {
                "<polyline \(Palette.line(index)) points=\"\($0)\"/>"
            }
        }
        let content = """
            \(Palette.style(Palette.lineClasses))
            <g class="ink" font-family="sans-serif" font-size="12">
            \(frame.grid(Self.across.text, up.text))
            \(names)
            </g>
            <path stroke="\(Palette.grid)" fill="none" d="M\(fixed(frame.left, 1)) \
            \(fixed(frame.y(0), 1))H\(fixed(frame.right, 1))M\(fixed(frame.x(0), 1)) \
            \(fixed(frame.top, 1))V\(fixed(frame.bottom, 1))"/>
            \(graphs.joined(separator: "\n"))
            """
        return figure(
            width: Self.width, height: frame.bottom + 30,
            label: "Graph of \(title) for x from -6 to 6", content)
    }

    /// The name of each function with a piece of its line before it.
    private var names: String {
        activations.enumerated().map { index, activation in
            let y = 18 + Self.legendLine * Double(index)
            return """
                <path \(Palette.line(index)) d="M44 \(fixed(y - 4, 0))h28"/>
                <text x="80" y="\(fixed(y, 0))">\(activation.name)(x)</text>
                """
        }.joined(separator: "\n")
    }

    /// The points of each stretch on which a function is defined.
    private func lines(of activation: Activation, _ frame: PlotFrame) -> [String] {
        let points = (0...480).map { step -> String? in
            let x = Self.reach * (Double(step) / 240 - 1)
            let y = Double(activation(Float(x)))
            return y.isFinite ? "\(fixed(frame.x(x), 1)),\(fixed(frame.y(y), 1))" : nil
        }
        return points.split(separator: nil).map {
            $0.compactMap(\.self).joined(separator: " ")
        }
    }
}
