import NeuralNetwork
import TensorCore
import TestSupport

/// The three-layer network of Saito, *Deep Learning from Scratch* (O'Reilly Japan, 2016), chapter 3.
let teachingLayers: [any Layer] = [
    Dense(
        weights: Matrix([[0.1, 0.3, 0.5], [0.2, 0.4, 0.6]]), bias: [0.1, 0.2, 0.3],
        activation: .sigmoid),
    Dense(
        weights: Matrix([[0.1, 0.4], [0.2, 0.5], [0.3, 0.6]]), bias: [0.1, 0.2],
        activation: .sigmoid),
    Dense(
        weights: Matrix([[0.1, 0.3], [0.2, 0.4]]), bias: [0.1, 0.2], activation: .identity),
]

/// Random layers of the given widths, hidden ones with one activation.
func randomLayers(
    _ widths: [Int], hidden: Activation, last: Activation = .softmax, seed: UInt64
) -> [any Layer] {
    var generator = SeededGenerator(seed: seed)
    return zip(widths, widths.dropFirst()).enumerated().map { index, shape in
        let (inputs, outputs) = shape
        let spread = 2 / Float(inputs).squareRoot()
        return Dense(
            weights: Matrix(
                rows: inputs, columns: outputs,
                elements: generator.floats(inputs * outputs, in: -spread...spread)),
            bias: generator.floats(outputs),
            activation: index == widths.count - 2 ? last : hidden)
    }
}

extension Layer {
    /// A dense layer for the reference in `Double`; softmax is left out there.
    var reference: ReferenceLayer {
        guard let dense = self as? Dense else {
            preconditionFailure("the reference knows dense layers only")
        }
        return ReferenceLayer(
            weights: (0..<dense.inputCount).map(dense.weights.row), bias: dense.bias,
            activation: activation == .softmax ? "identity" : activation.name)
    }
}
