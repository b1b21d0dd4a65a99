internal import TensorCore

/// What networks of integers are made of: the steps of one of real numbers, and what its values are.
struct QuantizedDraft: Sendable {
    let steps: CalibrationSteps
    let statistics: CalibrationStatistics
    let normalization: InputNormalization
    let endsInSoftmax: Bool

    /// The codes of pixels: a step for each, if they can be.
    private var input: QuantizationParameters {
        let ends = [normalization(0), normalization(255)].map(Double.init)
        return QuantizationParameters(covering: min(ends[0], ends[1])...max(ends[0], ends[1]))
    }

    /// By how much inputs are larger than what their codes stand for, which is the same for all where
    /// codes are a step for each pixel.
    private var shift: Double {
        let pixel = normalization(128)
        return Double(pixel) - Double(input(input.code(pixel)))
    }

    /// The layers of a network.
    func graph(_ choice: QuantizationChoice) -> NetworkGraph {
        var graph = NetworkGraph(input: steps.input)
        var values: [(value: NetworkGraph.Value, codes: QuantizationParameters)] = [(.input, input)]
        for (index, step) in steps.steps.enumerated() {
            let inputs = step.inputs.map { values[$0] }
            let isLast = index == steps.steps.count - 1
            let codes = output(of: index, choice)
            switch step.work {
            case .dense(let layer):
                var source = inputs[0].value
                if source != .input, !step.input.isVector {
                    source = graph.append(Flatten(), to: source)
                }
                let weights = layer.weights.transposed()
                let (quantized, bias) = sums(weights, layer.bias, step, inputs[0].codes, choice)
                graph.append(
                    QuantizedDense(
                        weights: quantized, bias: bias, input: inputs[0].codes,
                        output: isLast ? nil : codes,
                        activation: activation(of: step, isLast: isLast)), to: source)
            case .convolution(let conv):
                let (quantized, bias) = sums(
                    conv.weights, conv.bias, step, inputs[0].codes, choice)
                graph.append(
                    QuantizedConv2D(
                        weights: quantized, bias: bias, window: conv.window, groups: conv.groups,
                        input: inputs[0].codes, output: isLast ? nil : codes,
                        activation: activation(of: step, isLast: isLast)), to: inputs[0].value)
            case .maxPool(let window):
                graph.append(MaxPool2D(window: window), to: inputs[0].value)
            case .averagePool(let window, let counts):
                graph.append(
                    QuantizedAveragePool2D(
                        window: window, countsPadding: counts, input: inputs[0].codes,
                        output: codes), to: inputs[0].value)
            case .add:
                graph.append(
                    QuantizedAdd(
                        first: inputs[0].codes, second: inputs[1].codes, output: codes,
                        activation: .elementwise(step.function)),
                    to: inputs[0].value, inputs[1].value)
            }
            if case .maxPool = step.work {
                values.append((graph.last, inputs[0].codes))
            } else {
                values.append((graph.last, codes))
            }
        }
        return graph
    }

    private func activation(of step: CalibrationSteps.Step, isLast: Bool) -> Activation {
        isLast && endsInSoftmax ? .softmax : .elementwise(step.function)
    }

    /// The codes of what a step gives.
    private func output(of index: Int, _ choice: QuantizationChoice) -> QuantizationParameters {
        var codes = statistics.values[index + 1].quantization(choice.values)
        let function = steps.steps[index].function
        if let maximum = function.parameters.first?.value,
            function == .clippedReLU(maximum: maximum)
        {
            // The largest code is the maximum, so that clamping codes is all that is to be done.
            while codes(255) > maximum, codes.scale > 0 {
                codes.scale = min(codes.scale.nextDown, maximum / 255)
            }
        }
        return codes
    }

    /// Weights of eight bits `[M, C/G · area]`, and the biases that go with them.
    private func sums(
        _ weights: Matrix, _ bias: [Float], _ step: CalibrationSteps.Step,
        _ codes: QuantizationParameters,
        _ choice: QuantizationChoice
    ) -> (QuantizedWeights, [Float]) {
        var values: [Int8] = []
        var scales: [Float] = []
        var biases: [Float] = []
        let means = self.means(step)
        for m in 0..<weights.rows {
            let row = weights.row(m)
            let scale = Self.scale(of: row, clamps: choice.clampsWeights)
            let integers = row.map { Self.integer($0, scale) }
            var corrected = Double(bias[m])
            if step.inputs[0] == 0 {
                corrected += shift * Double(integers.reduce(0) { $0 + Int($1) }) * Double(scale)
            }
            if choice.correctsBias {
                for (k, integer) in integers.enumerated() {
                    let error = Double(row[k]) - Double(integer) * Double(scale)
                    corrected += error * means(m, k)
                }
            }
            values += integers
            scales.append(scale)
            biases.append(Float(corrected))
        }
        return (QuantizedWeights(values: values, scales: scales), biases)
    }

    /// The mean of what weight k of output m is multiplied by.
    private func means(_ step: CalibrationSteps.Step) -> (_ m: Int, _ k: Int) -> Double {
        let means = statistics.values[step.inputs[0]].means
        guard case .convolution(let conv) = step.work else { return { _, k in means[k] } }
        let area = step.input.size.area
        let channels = (0..<step.input.channels).map { channel in
            means[channel * area..<(channel + 1) * area].reduce(0, +) / Double(area)
        }
        let window = conv.window.size.area
        let perGroup = conv.weights.columns / window
        let outputs = conv.outputChannels / conv.groups
        return { m, k in channels[m / outputs * perGroup + k / window] }
    }

    private static func integer(_ weight: Float, _ scale: Float) -> Int8 {
        Int8(min(max((weight / scale).rounded(.toNearestOrEven), -127), 127))
    }

    /// The scale of a row of weights.
    private static func scale(of row: [Float], clamps: Bool) -> Float {
        let largest = row.reduce(0) { max($0, $1.magnitude) }
        let whole = largest / 127
        // Weights that are all zero, or too small for a scale to be told.
        guard whole.isNormal, (1 / whole).isFinite else { return 1 }
        guard clamps else { return whole }
        var best = (error: Double.infinity, scale: whole)
        for percent in stride(from: 100, through: 60, by: -2) {
            let scale = whole * Float(percent) / 100
            let error = row.reduce(0.0) {
                let difference = Double($1) - Double(integer($1, scale)) * Double(scale)
                return $0 + difference * difference
            }
            if error < best.error { best = (error, scale) }
        }
        return best.scale
    }
}
