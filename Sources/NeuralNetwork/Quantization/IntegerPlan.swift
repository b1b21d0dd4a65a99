internal import TensorCore

/// A network of which all values between layers are codes.
struct IntegerPlan: Sendable {
    /// What a step computes.
    enum Work: Sendable {
        /// Sums of a vector; `order` is the shape of feature maps that are read as `[C, H, W]`.
        case dense(QuantizedDense, order: FeatureShape?)
        case convolution(QuantizedConv2D)
        case maxPool(Window2D)
        case averagePool(QuantizedAveragePool2D)
        case add(QuantizedAdd)
    }

    struct Step: Sendable {
        var work: Work
        /// The steps that give what it reads, counted from 1; 0 is the input.
        var inputs: [Int]
        /// Of the first input.
        var input: FeatureShape
        var output: FeatureShape
        /// The codes that it gives; `nil` for real numbers.
        var codes: QuantizationParameters?
    }

    /// What the network takes, and its codes.
    let input: FeatureShape
    let codes: QuantizationParameters
    let steps: [Step]

    /// One layer alone.
    init(
        _ work: Work, input: FeatureShape, output: FeatureShape, _ codes: QuantizationParameters,
        _ result: QuantizationParameters?
    ) {
        self.input = input
        self.codes = codes
        steps = [Step(work: work, inputs: [0], input: input, output: output, codes: result)]
    }

    /// The plan of a graph; `nil` if not all of its values are codes, of one quantization wherever
    /// they are read.
    ///
    /// - Parameters:
    ///   - graph: Checked layers.
    ///   - outputs: What comes before the first layer and after each layer.
    init?(_ graph: NetworkGraph, _ outputs: [LayerOutput]) {
        guard let codes = Self.inputCodes(of: graph) else { return nil }
        var draft = Draft(values: [.init(source: 0, shape: outputs[0].shape, codes: codes)])
        for (index, node) in graph.nodes.enumerated() {
            let isLast = index == graph.nodes.count - 1
            let inputs = node.inputs.map { draft.values[$0.layer + 1] }
            guard
                let value = draft.value(
                    of: node.layer, inputs, outputs[index + 1].shape, isLast: isLast)
            else { return nil }
            draft.values.append(value)
        }
        guard let last = draft.values.last, last.source == draft.steps.count, last.source > 0,
            last.flattened == nil
        else { return nil }
        input = outputs[0].shape
        self.codes = codes
        steps = draft.steps
    }

    /// The quantization of the first quantized layer that reads the input.
    private static func inputCodes(of graph: NetworkGraph) -> QuantizationParameters? {
        for node in graph.nodes where node.inputs.contains(.input) {
            switch node.layer {
            case let layer as QuantizedDense: return layer.input
            case let layer as QuantizedConv2D: return layer.input
            case let layer as QuantizedAveragePool2D: return layer.input
            default: continue
            }
        }
        return nil
    }
}

/// The steps of a plan while it is made.
private struct Draft {
    /// What a layer gives.
    struct Value {
        /// The step, counted from 1.
        var source: Int
        /// Of the codes as they are in memory.
        var shape: FeatureShape
        var codes: QuantizationParameters?
        /// The order of a vector that was made of feature maps.
        var flattened: Flatten.Order?
    }

    var steps: [IntegerPlan.Step] = []
    var values: [Value]

    /// What a layer gives; `nil` if it does not read codes of its own quantization.
    mutating func value(
        of layer: any Layer, _ inputs: [Value], _ output: FeatureShape, isLast: Bool
    ) -> Value? {
        let input = inputs[0]
        switch layer {
        case let layer as QuantizedDense:
            guard input.codes == layer.input, isLast || layer.output != nil else { return nil }
            let order =
                input.flattened == .channelsLast || input.shape.isVector ? nil : input.shape
            return add(.dense(layer, order: order), inputs, output, layer.output)
        case let layer as Flatten:
            guard !isLast else { return nil }
            var value = input
            if !input.shape.isVector, input.shape.channels > 1 { value.flattened = layer.order }
            return value
        case is Dropout:
            return isLast ? nil : input
        default:
            return inputs.contains { $0.flattened != nil }
                ? nil : mapValue(of: layer, inputs, output, isLast: isLast)
        }
    }

    /// The same for layers of feature maps.
    private mutating func mapValue(
        of layer: any Layer, _ inputs: [Value], _ output: FeatureShape, isLast: Bool
    ) -> Value? {
        switch layer {
        case let layer as QuantizedConv2D:
            guard inputs[0].codes == layer.input, isLast || layer.output != nil else { return nil }
            return add(.convolution(layer), inputs, output, layer.output)
        case let layer as MaxPool2D:
            guard inputs[0].codes != nil, layer.window.dilation == Size2D(1) else { return nil }
            return add(.maxPool(layer.window), inputs, output, inputs[0].codes)
        case let layer as QuantizedAveragePool2D:
            guard inputs[0].codes == layer.input else { return nil }
            return add(.averagePool(layer), inputs, output, layer.output)
        case let layer as QuantizedAdd:
            guard inputs[0].codes == layer.first, inputs[1].codes == layer.second else {
                return nil
            }
            return add(.add(layer), inputs, output, layer.output)
        default:
            return nil
        }
    }

    private mutating func add(
        _ work: IntegerPlan.Work, _ inputs: [Value], _ output: FeatureShape,
        _ codes: QuantizationParameters?
    ) -> Value {
        steps.append(
            IntegerPlan.Step(
                work: work, inputs: inputs.map(\.source), input: inputs[0].shape, output: output,
                codes: codes))
        return Value(source: steps.count, shape: output, codes: codes)
    }
}

extension PlanBuilder {
    /// Adds a layer of integers between layers of real numbers.
    mutating func integers(
        _ work: IntegerPlan.Work, _ input: PlanValue, _ output: LayerOutput,
        _ codes: QuantizationParameters,
        _ result: QuantizationParameters?
    ) -> PlanValue {
        append(
            IntegerOperation(
                plan: IntegerPlan(
                    work, input: input.shape, output: output.shape, codes, result)), [input],
            output)
    }
}

/// A layer of integers that reads real numbers and gives them.
struct IntegerOperation: Operation {
    let plan: IntegerPlan

    func stage(_ activation: inout ElementwiseFunction) -> any Stage { IntegerPass(plan) }
}
