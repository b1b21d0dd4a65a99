import TensorCore

// The steps that work on feature maps, one example in each row.

extension KernelProgram {
    /// A convolution with what follows it.
    struct Convolution {
        var weights: Matrix
        var bias: [Float]
        var window: Window2D
        var function: ElementwiseFunction
        var pool: Window2D?
        var input: FeatureShape
        var output: FeatureShape

        var sums: FeatureShape {
            FeatureShape(
                channels: weights.rows, size: window.outputSize(of: input.size) ?? input.size)
        }
    }

    /// Adds a convolution.
    ///
    /// With `prunes` terms whose weights are all zero are left out.
    mutating func append(_ conv: Convolution, prunes: Bool) {
        let weights = conv.weights.transposed()
        let terms = (0..<weights.rows).filter { term in
            !prunes || weights.row(term).contains { $0 != 0 }
        }
        append("f32_conv2d", outputs: terms.count)
        appendShapes(of: conv)
        for term in terms { append(UInt32(term)) }
        append(terms.flatMap { weights.row($0) })
        append(conv.bias)
        resize(columns: conv.output.count)
    }

    /// Adds a depthwise convolution.
    mutating func appendDepthwise(_ conv: Convolution) {
        append("f32_depthwise2d", outputs: conv.weights.elements.count)
        appendShapes(of: conv)
        append(conv.weights.elements)
        append(conv.bias)
        resize(columns: conv.output.count)
    }

    private mutating func appendShapes(of conv: Convolution) {
        for shape in [conv.input, conv.sums, conv.output] { append(shape) }
        append(conv.window)
        append(conv.pool ?? conv.window)
        append(UInt64(conv.pool == nil ? 0 : 1))
        append(conv.function)
    }

    enum Pooling: String {
        case max = "f32_max_pool2d"
        case mean = "f32_mean_pool2d"
    }

    /// Adds a pooling.
    mutating func append(
        _ pooling: Pooling, _ window: Window2D, of input: FeatureShape, to output: FeatureShape,
        countsPadding: Bool = false
    ) {
        append(pooling.rawValue, outputs: 0)
        append(input)
        append(output)
        append(window)
        append(UInt64(countsPadding ? 1 : 0))
        resize(columns: output.count)
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
            window.dilation.height, window.dilation.width, window.padding.top,
            window.padding.left,
        ]
        for number in numbers { append(UInt64(number)) }
    }
}
