import NeuralNetwork
import TensorCore

// The steps that work on planes, one example in each row.

extension KernelProgram {
    /// Adds a convolution with what follows it.
    ///
    /// With `prunes` terms whose weights are all zero are left out.
    mutating func append(
        _ conv: Conv2D, of input: FeatureShape, sums: FeatureShape, pool: Window2D?,
        to output: FeatureShape, prunes: Bool
    ) {
        let weights = conv.weights.transposed()
        let terms = (0..<weights.rows).filter { term in
            !prunes || weights.row(term).contains { $0 != 0 }
        }
        append("f32_conv2d", outputs: terms.count)
        for shape in [input, sums, output] { append(shape) }
        append(conv.window)
        append(pool ?? conv.window)
        append(UInt64(conv.activation == .relu ? 1 : 0))
        append(UInt64(pool == nil ? 0 : 1))
        for term in terms { append(UInt32(term)) }
        append(terms.flatMap { weights.row($0) })
        append(conv.bias)
    }

    /// Adds the largest value of each window, then the mean, to the results.
    mutating func appendPools(
        _ window: Window2D, of input: FeatureShape, to output: FeatureShape, countsPadding: Bool
    ) {
        append("f32_pools", outputs: 0)
        append(input)
        append(output)
        append(window)
        append(UInt64(countsPadding ? 1 : 0))
    }

    /// Adds a factor and a summand for each row.
    mutating func appendAffine(scale: [Float], shift: [Float]) {
        append("f32_affine", outputs: 0)
        append(scale)
        append(shift)
    }

    private mutating func append(_ shape: FeatureShape) {
        for number in [shape.channels, shape.height, shape.width] { append(UInt64(number)) }
    }

    private mutating func append(_ window: Window2D) {
        let numbers = [
            window.size.height, window.size.width, window.stride.height, window.stride.width,
            window.padding.top, window.padding.left,
        ]
        for number in numbers { append(UInt64(number)) }
    }
}
