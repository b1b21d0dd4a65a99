internal import Figures
public import NeuralNetwork

/// The graphs of activation functions over -6…6, in one picture.
public struct FunctionPlot {
    let activations: [Activation]
    /// The values that are in the picture: the functions' own, with a margin.
    let low: Double
    let high: Double

    /// How far the picture reaches to both sides of 0.
    static let reach = 6.0
    /// The most functions that one picture can tell apart.
    public static let limit = 4

    /// Draws functions of one value.
    ///
    /// - Precondition: there are 1 to ``limit`` functions.
    public init(_ activations: [Activation]) {
        precondition(
            (1...Self.limit).contains(activations.count),
            "expected 1 to \(Self.limit) functions, found \(activations.count)")
        self.activations = activations
        let values = activations.flatMap { activation in
            (-480...480).map { Double(activation(Float(Self.reach * Double($0) / 480))) }
        }
        // Logarithms and roots are defined on a part only.
        let defined = values.filter(\.isFinite)
        let (least, most) = (min(defined.min() ?? 0, 0), max(defined.max() ?? 1, 0))
        // A round number above, and one below, so that zero and both ends get a line of their own.
        low = least.rounded(.down)
        high = most.rounded(.up)
    }

    /// Draws one function.
    public init(_ activation: Activation) { self.init([activation]) }

    /// `sigmoid(x)`, or several with commas.
    var title: String { activations.map { "\($0.name)(x)" }.joined(separator: ", ") }
}

// MARK: - Text

extension FunctionPlot {
    private static let columns = 61
    private static let rows = 17
    /// What stands for the points of each function; later ones lie over earlier ones.
    private static let marks: [Character] = ["•", "○", "×", "+"]

    /// A drawing of 17 lines and up to 70 columns.
    public var text: String {
        var lines = (0..<Self.rows).map { row -> [Character] in
            row == self.row(of: 0)
                ? Array(repeating: "─", count: Self.columns)
                : Array(repeating: " ", count: Self.columns)
        }
        for row in lines.indices { lines[row][Self.columns / 2] = "│" }
        lines[row(of: 0)][Self.columns / 2] = "┼"
        for (activation, mark) in zip(activations, Self.marks) {
            for column in 0..<Self.columns {
                let x = Self.reach * (2 * Double(column) / Double(Self.columns - 1) - 1)
                let y = Double(activation(Float(x)))
                if y.isFinite { lines[row(of: y)][column] = mark }
            }
        }
        let labels = Dictionary([low, 0, high].map { (row(of: $0), $0) }) { first, _ in first }
        let graph = lines.enumerated().map { row, line in
            (pad(labels[row].map { fixed($0, 0) } ?? "", to: 3, .right) + " " + line)
                .trimmingTrailingSpaces + "\n"
        }.joined()
        let axis = pad("-6", to: 5, .right) + pad("0", to: 30, .right) + pad("6", to: 30, .right)
        return "\(legend)\n\n\(graph)\(axis)\n"
    }

    private var legend: String {
        guard activations.count > 1 else { return title }
        return zip(activations, Self.marks).map { "\($1) \($0.name)(x)" }.joined(separator: "   ")
    }

    private func row(of value: Double) -> Int {
        Int(((high - value) / (high - low) * Double(Self.rows - 1)).rounded())
    }
}
