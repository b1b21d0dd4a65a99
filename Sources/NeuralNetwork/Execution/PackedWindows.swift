internal import TensorCore

/// A convolution of integers, packed: the map it reads, with its padding, and where windows lie in it.
struct PackedWindows: Sendable {
    enum Kernel: Sendable {
        case dense(PackedIntegers)
        case depthwise(PackedDepthwiseIntegers)
    }

    let kernel: Kernel
    let windows: IntegerKernels.Windows
    /// What is left to be applied to real numbers.
    let function: ElementwiseFunction
    /// The code of the padding.
    let zero: UInt8
    /// Of the input and of the padded map, whose channels are repeated for a depthwise convolution of
    /// several outputs per input.
    let input: FeatureShape
    let padded: FeatureShape
    let padding: Padding2D

    /// - Parameters:
    ///   - layer: The convolution.
    ///   - input: What it reads.
    ///   - pool: A max pooling of its codes that is done with it; see ``canPool(_:_:)``.
    /// - Precondition: the layer takes the input.
    init(_ layer: QuantizedConv2D, _ input: FeatureShape, pool: Window2D? = nil) {
        let window = layer.window
        guard let size = window.outputSize(of: input.size) else {
            preconditionFailure("a window of \(window) does not fit into \(input)")
        }
        let channels = layer.isDepthwise ? layer.weights.rows : input.channels
        self.input = input
        padding = window.padding
        padded = FeatureShape(
            channels: channels, height: input.height + padding.top + padding.bottom,
            width: input.width + padding.left + padding.right)
        zero = layer.input.zeroPoint
        let output = QuantizedOutput(
            layer.weights, layer.bias, layer.input, layer.output, layer.activation.function)
        function = output.function
        let start = (0..<layer.weights.rows).map {
            Int32(-Int(layer.input.zeroPoint) * layer.weights.sum(ofRow: $0))
        }
        let row = padded.width * channels
        windows = IntegerKernels.Windows(
            starts: Self.places(size, pool).map {
                $0.row * window.stride.height * row + $0.column * window.stride.width * channels
            },
            reach: (window.size.height - 1) * window.dilation.height * row
                + ((window.size.width - 1) * window.dilation.width + 1) * channels,
            codes: padded.count, group: pool == nil ? 1 : IntegerKernels.Windows.pooled)
        let taps = (0..<window.size.area).map { tap in
            let (ky, kx) = tap.quotientAndRemainder(dividingBy: window.size.width)
            return UInt32(ky * window.dilation.height * row + kx * window.dilation.width * channels)
        }
        if layer.isDepthwise {
            kernel = .depthwise(
                PackedDepthwiseIntegers(
                    weights: layer.weights.values, places: taps, start: start,
                    scale: output.scale, offset: output.offset, rounding: output.rounding))
        } else {
            kernel = .dense(
                PackedIntegers(
                    weights: { layer.quadWeights(channels) },
                    places: layer.quadPlaces(taps, channels), start: start, scale: output.scale,
                    offset: output.offset, rounding: output.rounding))
        }
    }

    /// Whether a max pooling of the codes that a convolution gives can be had from its sums: codes rise
    /// with sums, so that the largest sum gives the largest code.
    static func canPool(_ layer: QuantizedConv2D, _ pool: Window2D) -> Bool {
        let output = QuantizedOutput(
            layer.weights, layer.bias, layer.input, layer.output, layer.activation.function)
        return !layer.isDepthwise && pool.size == Size2D(2) && pool.padding == .none
            && pool.dilation == Size2D(1) && !output.rounding.givesFloats
            && output.scale.allSatisfy { $0 >= 0 }
    }

    /// The outputs that are computed: row by row, or those of one pooling after the other.
    private static func places(_ size: Size2D, _ pool: Window2D?) -> [(row: Int, column: Int)] {
        let pooled = pool ?? Window2D(size: Size2D(1))
        guard let count = pooled.outputSize(of: size) else {
            preconditionFailure("a pooling of \(pooled.size) does not fit into \(size)")
        }
        var places: [(row: Int, column: Int)] = []
        for i in 0..<count.height {
            for j in 0..<count.width {
                for y in 0..<pooled.size.height {
                    for x in 0..<pooled.size.width {
                        places.append(
                            (i * pooled.stride.height + y, j * pooled.stride.width + x))
                    }
                }
            }
        }
        return places
    }

    /// Whether the input can be read where it is.
    var readsInPlace: Bool { padded == input }

    /// Writes the padded map.
    func pad(_ x: Span<UInt8>, into y: inout MutableSpan<UInt8>) {
        let (from, to) = (input.channels, padded.channels)
        let (multiplier, row) = (to / from, input.width * from)
        y.withSlice(0..<padded.count) { $0.update(repeating: zero) }
        for i in 0..<input.height {
            var target = ((i + padding.top) * padded.width + padding.left) * to
            if multiplier == 1 {
                y.withSlice(target..<target + row) {
                    $0.copy(x.extracting(i * row..<(i + 1) * row))
                }
                continue
            }
            for source in i * row..<(i + 1) * row {
                for _ in 0..<multiplier {
                    y[target] = x[source]
                    target += 1
                }
            }
        }
    }
}

extension QuantizedConv2D {
    /// How many taps lie side by side: they make one run of codes, which is cut into quads.
    private var runWidth: Int { window.dilation.width == 1 ? window.size.width : 1 }

    private func quadsPerRun(_ channels: Int) -> Int { (runWidth * channels + 3) / 4 }

    /// The places of the quads that a window reads.
    fileprivate func quadPlaces(_ taps: [UInt32], _ channels: Int) -> [UInt32] {
        stride(from: 0, to: taps.count, by: runWidth).flatMap { tap in
            (0..<quadsPerRun(channels)).map { taps[tap] + UInt32($0 * 4) }
        }
    }

    /// The weights in the order of the quads.
    fileprivate func quadWeights(_ channels: Int) -> [Int8] {
        let (width, perRun) = (runWidth, quadsPerRun(channels))
        let (area, perGroup) = (window.size.area, weights.columns / window.size.area)
        let rowCount = area / width * perRun * 4
        var packed = [Int8](repeating: 0, count: weights.rows * rowCount)
        for m in 0..<weights.rows {
            let first = m / (weights.rows / groups) * perGroup
            for tap in 0..<area {
                let (run, column) = tap.quotientAndRemainder(dividingBy: width)
                for c in 0..<perGroup {
                    let place = (run * perRun) * 4 + column * channels + first + c
                    packed[m * rowCount + place] = weights[m, c * area + tap]
                }
            }
        }
        return packed
    }
}

/// Dense sums of integers, packed.
struct PackedRows: Sendable {
    let packed: PackedIntegers
    let inputs: Int
    /// What is left to be applied to real numbers.
    let function: ElementwiseFunction
    /// Of what it gives.
    let codes: QuantizationParameters?
    /// The rows of a block.
    let windows: IntegerKernels.Windows

    /// - Parameters:
    ///   - layer: The layer.
    ///   - order: The shape of feature maps that its inputs are, map after map; `nil` if they stand as
    ///     they are in memory.
    ///   - block: The most rows at a time.
    init(_ layer: QuantizedDense, order: FeatureShape?, block: Int) {
        let weights = layer.weights
        inputs = weights.columns
        codes = layer.output
        let output = QuantizedOutput(
            weights, layer.bias, layer.input, layer.output, layer.activation.function)
        function = output.function
        packed = PackedIntegers(
            weights: { weights.quads(order) },
            places: (0..<(inputs + 3) / 4).map { UInt32($0 * 4) },
            start: (0..<weights.rows).map {
                Int32(-Int(layer.input.zeroPoint) * weights.sum(ofRow: $0))
            },
            scale: output.scale, offset: output.offset, rounding: output.rounding)
        windows = IntegerKernels.Windows(
            starts: (0..<block).map { $0 * weights.columns }, reach: inputs,
            codes: block * weights.columns)
    }
}

extension QuantizedWeights {
    /// The weights in quads of codes as they are in memory: where the inputs are feature maps of a
    /// shape, place after place.
    fileprivate func quads(_ order: FeatureShape?) -> [Int8] {
        let rowCount = (columns + 3) / 4 * 4
        let (channels, area) = (order?.channels ?? 1, order?.size.area ?? columns)
        var values = [Int8](repeating: 0, count: rows * rowCount)
        for m in 0..<rows {
            for k in 0..<columns {
                let (c, place) = k.quotientAndRemainder(dividingBy: area)
                values[m * rowCount + place * channels + c] = self[m, k]
            }
        }
        return values
    }
}
