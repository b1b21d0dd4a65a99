internal import TensorCore

/// What values between layers are for the images of a calibration.
struct CalibrationStatistics {
    /// Of one value.
    struct Value {
        /// The smallest and the largest number.
        var range: ClosedRange<Double> = 0...0
        /// How often numbers lie in each part of the range.
        var histogram = [Int](repeating: 0, count: Value.parts)
        /// The mean of each element.
        var means: [Double]

        static let parts = 2_048
    }

    /// For the input and each step.
    private(set) var values: [Value]

    /// Runs images through the steps, twice: for ranges, then for what lies in them.
    ///
    /// - Parameters:
    ///   - steps: Of a network of real numbers.
    ///   - pixels: `[N, K]`.
    ///   - table: What each pixel is as an input.
    init(
        _ steps: CalibrationSteps, pixels: [UInt8], table: [Float]
    ) throws(QuantizationError) {
        let shapes = [steps.input] + steps.steps.map(\.output)
        values = shapes.map { Value(means: Array(repeating: 0, count: $0.count)) }
        var runner = Runner(steps, shapes)
        let count = pixels.count / steps.input.count
        for isSecond in [false, true] {
            for image in 0..<count {
                runner.run(
                    pixels.span.extracting(
                        image * steps.input.count..<(image + 1) * steps.input.count), table)
                for index in values.indices {
                    if isSecond {
                        runner.read(index) { values[index].count($0) }
                    } else {
                        var isFinite = true
                        runner.read(index) { isFinite = values[index].take($0, of: count) }
                        guard isFinite else { throw .nonFinite(step: index) }
                    }
                }
            }
        }
    }
}

extension CalibrationStatistics.Value {
    /// Extends the range and adds to the means; `false` if a number is not finite.
    mutating func take(_ x: Span<Float>, of count: Int) -> Bool {
        var (low, high) = (range.lowerBound, range.upperBound)
        for index in x.indices {
            let value = Double(x[index])
            guard value.isFinite else { return false }
            low = min(low, value)
            high = max(high, value)
            means[index] += value / Double(count)
        }
        range = low...high
        return true
    }

    /// Counts numbers in the parts of the range.
    mutating func count(_ x: Span<Float>) {
        let width = range.upperBound - range.lowerBound
        guard width > 0 else { return }
        for index in x.indices {
            let place = (Double(x[index]) - range.lowerBound) / width * Double(Self.parts)
            histogram[min(max(Int(place), 0), Self.parts - 1)] += 1
        }
    }

    /// The middle of a part of the range.
    private func middle(_ part: Int) -> Double {
        let width = range.upperBound - range.lowerBound
        return range.lowerBound + (Double(part) + 0.5) * width / Double(Self.parts)
    }

    /// The quantization that a method chooses.
    func quantization(_ method: CalibrationMethod) -> QuantizationParameters {
        switch method {
        case .largest: return QuantizationParameters(covering: range)
        case .percentile(let share): return QuantizationParameters(covering: central(share))
        case .leastSquares:
            let candidates = (8...50).reversed().map { Double($0) / 50 }
            var best = (
                error: Double.infinity, quantization: QuantizationParameters(covering: range)
            )
            for factor in candidates {
                let candidate = QuantizationParameters(
                    covering: range.lowerBound * factor...range.upperBound * factor)
                let error = squaredError(candidate)
                if error < best.error { best = (error, candidate) }
            }
            return best.quantization
        }
    }

    /// The range without the numbers beyond a share at each end; it holds 0.
    private func central(_ share: Double) -> ClosedRange<Double> {
        let total = histogram.reduce(0, +)
        let beyond = Int(Double(total) * (1 - share))
        func first(_ parts: some Sequence<Int>) -> Int {
            var passed = 0
            for part in parts {
                passed += histogram[part]
                if passed > beyond { return part }
            }
            return 0
        }
        let low = first(0..<Self.parts)
        let high = first((0..<Self.parts).reversed())
        return min(0, middle(low))...max(0, middle(high))
    }

    private func squaredError(_ quantization: QuantizationParameters) -> Double {
        var sum = 0.0
        for (part, count) in histogram.enumerated() where count > 0 {
            let value = middle(part)
            let error = value - Double(quantization(quantization.code(Float(value))))
            sum += Double(count) * error * error
        }
        return sum
    }
}

/// Runs one image at a time through all steps and keeps what each gives.
private struct Runner: ~Copyable {
    private let steps: CalibrationSteps
    private let slots: [BufferSlot]
    private let stages: [any Stage]
    private var buffers = FeatureBuffers()
    private var scratch = KernelScratch()

    init(_ steps: CalibrationSteps, _ shapes: [FeatureShape]) {
        self.steps = steps
        slots = shapes.enumerated().map { BufferSlot(buffer: $0, count: $1.count) }
        stages = steps.steps.map(\.stage)
        buffers.reserve(shapes.map(\.count))
    }

    mutating func run(_ image: Span<UInt8>, _ table: [Float]) {
        var values = buffers.take(0)
        for index in image.indices { values[index] = table[Int(image[index])] }
        buffers.put(values, 0)
        for (index, step) in steps.steps.enumerated() {
            var output = buffers.take(index + 1)
            var span = output.mutableSpan
            let inputs = step.inputs.map { slots[$0] }
            if case .add = step.work { buffers.read(inputs[0]) { span.copy($0) } }
            stages[index].run(
                inputs, of: buffers, into: &span, scratch: &scratch, variant: .active)
            Kernels.apply(step.function, to: &span)
            buffers.put(output, index + 1)
        }
    }

    borrowing func read(_ value: Int, _ body: (Span<Float>) -> Void) {
        buffers.read(slots[value], body)
    }
}
