import TensorCore
import TestSupport
import Testing

@Suite("Kernels of feature maps")
struct FeatureMapKernelTests {
    /// A convolution of odd sizes: feature maps, outputs, window.
    struct Case: Sendable, CustomTestStringConvertible {
        let input: FeatureShape
        let outputs: Int
        let window: Window2D
        let groups: Int

        init(
            _ channels: Int, _ height: Int, _ width: Int, to outputs: Int, _ kernel: (Int, Int),
            stride: (Int, Int) = (1, 1), padding: Padding2D = .none, dilation: (Int, Int) = (1, 1),
            groups: Int = 1
        ) {
            self.groups = groups
            input = FeatureShape(channels: channels, height: height, width: width)
            self.outputs = outputs
            window = Window2D(
                size: Size2D(height: kernel.0, width: kernel.1),
                stride: Size2D(height: stride.0, width: stride.1), padding: padding,
                dilation: Size2D(height: dilation.0, width: dilation.1))
        }

        /// The columns of the weights.
        var columns: Int { input.channels / groups * window.size.area }

        var testDescription: String { "\(input), \(window) to \(outputs), \(groups) groups" }
    }

    static let cases = [
        Case(1, 1, 1, to: 1, (1, 1)), Case(1, 28, 28, to: 30, (5, 5)),
        Case(3, 7, 9, to: 17, (3, 2)), Case(2, 9, 8, to: 5, (3, 3), padding: Padding2D(1)),
        Case(5, 11, 6, to: 33, (2, 3), stride: (3, 2), padding: Padding2D(2)),
        Case(
            4, 5, 13, to: 16, (4, 5), stride: (2, 3),
            padding: Padding2D(top: 0, left: 3, bottom: 2, right: 1)),
        Case(1, 2, 2, to: 3, (3, 3), padding: Padding2D(4)), Case(17, 3, 3, to: 64, (1, 1)),
        Case(2, 6, 6, to: 2, (6, 6)),
        Case(1, 12, 40, to: 48, (3, 3), padding: Padding2D(1)),
        // Dilated.
        Case(3, 11, 12, to: 18, (3, 3), padding: Padding2D(2), dilation: (2, 2)),
        Case(2, 13, 17, to: 7, (2, 3), stride: (2, 3), dilation: (3, 2)),
        Case(2, 9, 40, to: 20, (3, 3), stride: (1, 2), padding: Padding2D(3), dilation: (1, 4)),
        // In groups.
        Case(6, 8, 7, to: 9, (3, 3), padding: Padding2D(1), groups: 3),
        Case(4, 5, 5, to: 40, (1, 1), groups: 2),
        // Depthwise: rows shorter and longer than a vector, several outputs for each channel.
        Case(5, 7, 7, to: 5, (3, 3), padding: Padding2D(1), groups: 5),
        Case(3, 9, 29, to: 6, (3, 2), stride: (2, 2), padding: Padding2D(1), groups: 3),
        Case(2, 1, 3, to: 8, (1, 3), groups: 2),
        Case(
            4, 21, 40, to: 4, (5, 3), stride: (1, 3),
            padding: Padding2D(top: 3, left: 0, bottom: 1, right: 4), dilation: (2, 5), groups: 4),
    ]

    /// The places of the feature map that output (i, j) sees, each with its place in the window.
    func inside(
        _ window: Window2D, _ map: Size2D, _ i: Int, _ j: Int
    ) -> [(map: Int, window: Int)] {
        var places: [(Int, Int)] = []
        for ky in 0..<window.size.height {
            for kx in 0..<window.size.width {
                let row =
                    i * window.stride.height + ky * window.dilation.height - window.padding.top
                let column =
                    j * window.stride.width + kx * window.dilation.width - window.padding.left
                if (0..<map.height).contains(row), (0..<map.width).contains(column) {
                    places.append((row * map.width + column, ky * window.size.width + kx))
                }
            }
        }
        return places
    }

    /// The terms of one sum of a convolution, channel, row and column ascending.
    func terms(
        _ test: Case, _ x: [Float], _ weights: Matrix, _ m: Int, _ i: Int, _ j: Int
    ) -> [(x: Float, weight: Float)] {
        let channels = test.input.channels / test.groups
        let first = m / (test.outputs / test.groups) * channels
        return (0..<channels).flatMap { c in
            inside(test.window, test.input.size, i, j).map { place in
                (
                    x[(first + c) * test.input.size.area + place.map],
                    weights[m, c * test.window.size.area + place.window]
                )
            }
        }
    }

    func forEachOutput(
        _ test: Case, _ body: (_ m: Int, _ i: Int, _ j: Int) -> Void
    ) throws {
        let size = try #require(test.window.outputSize(of: test.input.size))
        for m in 0..<test.outputs {
            for i in 0..<size.height {
                for j in 0..<size.width { body(m, i, j) }
            }
        }
    }

    func run(
        _ layer: PackedConv2D, _ x: [Float], _ variant: KernelVariant
    ) -> [Float] {
        var y = [Float](repeating: .nan, count: layer.output.count)
        var span = y.mutableSpan
        var scratch = Conv2DScratch()
        Kernels.conv2D(layer, x.span, into: &span, scratch: &scratch, variant: variant)
        return y
    }

    @Test(
        "every variant gives the bits of the ascending chain, pruned or not", arguments: cases,
        [0, 0.5, 1])
    func chainOfFusedMultiplyAdds(test: Case, prunedShare: Double) throws {
        var generator = SeededGenerator(seed: UInt64(test.input.count))
        let columns = test.columns
        var weights = Matrix(
            rows: test.outputs, columns: columns,
            elements: generator.floats(test.outputs * columns))
        for column in 0..<columns where Double.random(in: 0..<1, using: &generator) < prunedShare {
            for row in 0..<test.outputs { weights[row, column] = 0 }
        }
        let bias = generator.floats(test.outputs)
        for zeroShare in [0.0, 0.8, 1] {
            let x = generator.sparseFloats(test.input.count, zeroShare: zeroShare)
            var expected: [Float] = []
            try forEachOutput(test) { m, i, j in
                var sum = bias[m]
                for term in terms(test, x, weights, m, i, j) {
                    sum.addProduct(term.x, term.weight)
                }
                expected.append(sum)
            }
            for function in [ElementwiseFunction.identity, .relu, .gelu] {
                let layer = PackedConv2D(
                    weights: weights, bias: bias, input: test.input, window: test.window,
                    groups: test.groups, function: function)
                var wanted = expected
                var span = wanted.mutableSpan
                Kernels.apply(function, to: &span)
                for variant in KernelVariant.supportedHere {
                    #expect(bits(run(layer, x, variant)) == bits(wanted), "\(variant)")
                }
            }
        }
    }

    @Test("results are as near the exact ones as the error bound says", arguments: cases)
    func errorBound(test: Case) throws {
        var generator = SeededGenerator(seed: 9)
        let columns = test.columns
        let weights = Matrix(
            rows: test.outputs, columns: columns,
            elements: generator.floats(test.outputs * columns))
        let bias = generator.floats(test.outputs)
        let x = generator.floats(test.input.count)
        let layer = PackedConv2D(
            weights: weights, bias: bias, input: test.input, window: test.window,
            groups: test.groups)
        let y = run(layer, x, .active)
        var index = 0
        try forEachOutput(test) { m, i, j in
            let terms = terms(test, x, weights, m, i, j)
            let exact = referenceDot(
                terms.map { BoundedValue(Double($0.x)) }, terms.map { Double($0.weight) },
                bias: Double(bias[m]))
            #expect(exact.admits(y[index]), "\(y[index]) is not \(exact)")
            index += 1
        }
    }

    @Test(
        "a pooling that is packed with a convolution gives the bits of the two in turn",
        arguments: [(21, 1), (6, 2)])
    func fusedPooling(outputs: Int, groups: Int) throws {
        let input = FeatureShape(channels: 2, height: 13, width: 11)
        var generator = SeededGenerator(seed: 5)
        let columns = 18 / groups
        let weights = Matrix(
            rows: outputs, columns: columns, elements: generator.floats(outputs * columns))
        let window = Window2D(size: Size2D(3), padding: Padding2D(1))
        let pools = [
            Window2D(size: Size2D(2), stride: Size2D(2)),
            Window2D(size: Size2D(3), stride: Size2D(2), padding: Padding2D(1)),
            Window2D(
                size: Size2D(height: 3, width: 2), stride: Size2D(height: 1, width: 3)),
            Window2D(size: Size2D(height: 13, width: 11)),
        ]
        let x = generator.sparseFloats(input.count)
        for pool in pools {
            for function in ElementwiseFunction.all {
                let alone = PackedConv2D(
                    weights: weights, input: input, window: window, groups: groups,
                    function: function)
                let fused = PackedConv2D(
                    weights: weights, input: input, window: window, groups: groups,
                    function: function, pool: pool)
                var expected = [Float](repeating: .nan, count: fused.output.count)
                var span = expected.mutableSpan
                Kernels.maxPool2D(
                    pool, of: alone.output, run(alone, x, .active).span, into: &span)
                for variant in KernelVariant.supportedHere {
                    #expect(bits(run(fused, x, variant)) == bits(expected), "\(variant)")
                }
            }
        }
    }

    @Test("poolings give the largest value and the mean of each window", arguments: cases)
    func pooling(test: Case) throws {
        let window = test.window
        // Windows that may lie beside the feature map have no largest value.
        guard window.touchesEverywhere(test.input.size) else { return }
        var generator = SeededGenerator(seed: 6)
        let x = generator.floats(test.input.count)
        var largest: [Float] = []
        var means: [[Float]] = [[], []]
        let perChannel = Case(
            1, test.input.height, test.input.width, to: test.input.channels,
            (window.size.height, window.size.width),
            stride: (window.stride.height, window.stride.width), padding: window.padding,
            dilation: (window.dilation.height, window.dilation.width))
        try forEachOutput(perChannel) { c, i, j in
            let values = inside(window, test.input.size, i, j).map {
                x[c * test.input.size.area + $0.map]
            }
            largest.append(values.max() ?? .nan)
            let sum = values.reduce(0, +)
            means[0].append(sum / Float(values.count))
            means[1].append(sum / Float(window.size.area))
        }
        for variant in KernelVariant.supportedHere {
            var y = [Float](repeating: .nan, count: largest.count)
            var span = y.mutableSpan
            Kernels.maxPool2D(window, of: test.input, x.span, into: &span, variant: variant)
            #expect(y == largest, "\(variant)")
            for countsPadding in [false, true] {
                var y = [Float](repeating: .nan, count: largest.count)
                var span = y.mutableSpan
                Kernels.averagePool2D(
                    window, countsPadding: countsPadding, of: test.input, x.span, into: &span,
                    variant: variant)
                #expect(bits(y) == bits(means[countsPadding ? 1 : 0]), "\(variant)")
            }
        }
    }

    @Test("NaN is the largest value wherever it stands", arguments: KernelVariant.supportedHere)
    func nan(variant: KernelVariant) {
        let window = Window2D(size: Size2D(2), stride: Size2D(2))
        let shape = FeatureShape(channels: 1, height: 2, width: 2)
        for position in 0..<4 {
            var x: [Float] = [1, 4, 3, 2]
            x[position] = .nan
            var y: [Float] = [0]
            var span = y.mutableSpan
            Kernels.maxPool2D(window, of: shape, x.span, into: &span, variant: variant)
            #expect(y[0].isNaN)
            let layer = PackedConv2D(
                weights: Matrix([[1]]), input: shape, window: Window2D(size: Size2D(1)),
                function: .relu, pool: window)
            #expect(run(layer, x, variant)[0].isNaN)
        }
    }

    @Test(
        "inputs of zero pass over weights that are not finite",
        arguments: KernelVariant.supportedHere)
    func nonFiniteWeights(variant: KernelVariant) {
        let layer = PackedConv2D(
            weights: Matrix([[.infinity, 2], [.nan, 3]]), bias: [1, -2],
            input: FeatureShape(channels: 1, height: 1, width: 3),
            window: Window2D(size: Size2D(height: 1, width: 2)))
        let y = run(layer, [0, 5, 0], variant)
        #expect(y[0] == 11 && y[1] == .infinity)
        #expect(y[2] == 13 && y[3].isNaN)
    }

    @Test(
        "the taps of a depthwise convolution pass over zeros too",
        arguments: KernelVariant.supportedHere)
    func nonFiniteDepthwiseWeights(variant: KernelVariant) {
        let layer = PackedConv2D(
            weights: Matrix([[.infinity, 2], [1, .nan]]), bias: [1, -2],
            input: FeatureShape(channels: 2, height: 1, width: 3),
            window: Window2D(
                size: Size2D(height: 1, width: 2),
                padding: Padding2D(top: 0, left: 0, bottom: 0, right: 1)), groups: 2)
        let y = run(layer, [0, 5, 0, 3, 0, 0], variant)
        #expect(y[0] == 11 && y[1] == .infinity && y[2] == 1)
        #expect(Array(y[3...]) == [1, -2, -2])
    }

    @Test("a dilated window fits and sees values where its taps do")
    func dilatedWindow() {
        var window = Window2D(
            size: Size2D(2), padding: Padding2D(1), dilation: Size2D(height: 2, width: 1))
        #expect(window.extent == Size2D(height: 3, width: 2))
        #expect(window.outputSize(of: Size2D(2)) == Size2D(height: 2, width: 3))
        #expect(window.touchesEverywhere(Size2D(2)))
        // Its rows are -1 and 1, of which a feature map of one row has neither.
        #expect(window.outputSize(of: Size2D(1)) == Size2D(height: 1, width: 2))
        #expect(!window.touchesEverywhere(Size2D(1)))
        #expect("\(window)" == "2 × 2, stride 1 × 1, padding 1, dilation 2 × 1")
        window.dilation.width = 0
        #expect(!window.isValid && window.outputSize(of: Size2D(9)) == nil)
    }

    @Test("a factor and a shift per channel", arguments: KernelVariant.supportedHere)
    func affine(variant: KernelVariant) {
        var x: [Float] = [1, 2, 3, 4, 5, 6]
        var span = x.mutableSpan
        Kernels.affine(&span, scale: [2, -1], shift: [0.5, 10], variant: variant)
        #expect(x == [2.5, 4.5, 6.5, 6, 5, 4])
    }
}
