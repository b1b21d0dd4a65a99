/// How the range of codes is chosen from the values that images give.
public enum CalibrationMethod: Sendable, Hashable, CaseIterable {
    /// All values.
    case largest
    /// All but a share at each end, which are clamped.
    case percentile(Double)
    /// The range for which the sum of the squared errors is least.
    case leastSquares

    /// The methods that are tried.
    public static let allCases: [CalibrationMethod] = [
        .largest, .percentile(0.9999), .percentile(0.999), .leastSquares,
    ]
}

extension CalibrationMethod: CustomStringConvertible {
    /// `largest`, `percentile 99.99` or `least squares`.
    public var description: String {
        switch self {
        case .largest: "largest"
        case .percentile(let share): "percentile \((share * 1_000_000).rounded() / 10_000)"
        case .leastSquares: "least squares"
        }
    }
}

/// How a network is quantized; what is chosen by measurement.
public struct QuantizationChoice: Sendable, Hashable {
    /// How the codes of values between layers are chosen.
    public var values = CalibrationMethod.largest
    /// Whether the scale of an output's weights is that of least squared errors, and not the
    /// smallest that clamps none.
    public var clampsWeights = false
    /// Whether the mean error that rounded weights cause is taken off the biases.
    public var correctsBias = false

    /// Creates a choice.
    public init() {}
}

extension QuantizationChoice: CustomStringConvertible {
    /// `percentile 99.99, weights of least squares, corrected biases`.
    public var description: String {
        "\(values)" + (clampsWeights ? ", weights of least squares" : "")
            + (correctsBias ? ", corrected biases" : "")
    }
}
