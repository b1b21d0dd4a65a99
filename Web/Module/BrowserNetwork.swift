internal import TensorCore

/// A chain of layers, run one image at a time with the package's kernels.
///
/// Each value is the chain of fused multiply-adds that `NeuralNetwork` computes, so logits have the same
/// bits. That module keeps layers of any kind side by side, which Embedded Swift cannot; here they are the
/// cases of an enumeration.
final class BrowserNetwork {
    /// One step, with the shape of what it gives.
    struct Step {
        let name: String
        let kind: Kind
        let output: FeatureShape
    }

    enum Kind {
        case convolution(PackedConv2D)
        case maxPool(Window2D, FeatureShape)
        case averagePool(Window2D, FeatureShape)
        case dense(DenseStack)
    }

    let input: FeatureShape
    let steps: [Step]
    /// What each byte is to the first step, where that is no dense layer with the normalization in it.
    private let table: [Float]
    private var convolutionScratch = Conv2DScratch()
    private var denseScratch = DenseScratch()

    init(input: FeatureShape, table: [Float], steps: [Step]) {
        (self.input, self.table, self.steps) = (input, table, steps)
    }

    var outputCount: Int { steps.last.map { $0.output.count } ?? input.count }

    /// The multiplications, each with its addition, that one image takes in dense layers and
    /// convolutions.
    var multiplyAddsPerInput: Int {
        steps.reduce(0) { sum, step in
            switch step.kind {
            case .convolution(let layer):
                sum + layer.output.count * layer.input.channels * layer.window.size.area
            case .dense(let stack): sum + stack.inputs * stack.outputs
            case .maxPool, .averagePool: sum
            }
        }
    }

    /// The logits of one image.
    func logits(_ pixels: Span<UInt8>) -> [Float] { values(pixels).last ?? [] }

    /// What each step gives for an image, first to last: `[C, H, W]` each, row-major.
    func values(_ pixels: Span<UInt8>) -> [[Float]] {
        var input: [Float] = []
        if !table.isEmpty {
            input.reserveCapacity(pixels.count)
            for index in pixels.indices { input.append(table[Int(pixels[index])]) }
        }
        var all: [[Float]] = []
        for step in steps {
            var output = [Float](repeating: 0, count: step.output.count)
            var y = output.mutableSpan
            let x = all.isEmpty ? input : all[all.count - 1]
            switch step.kind {
            case .convolution(let layer):
                Kernels.conv2D(layer, x.span, into: &y, scratch: &convolutionScratch)
            case .maxPool(let window, let shape):
                Kernels.maxPool2D(window, of: shape, x.span, into: &y)
            case .averagePool(let window, let shape):
                Kernels.averagePool2D(window, of: shape, x.span, into: &y)
            case .dense(let stack) where x.isEmpty:
                Kernels.run(stack, pixels, count: 1, into: &y, scratch: &denseScratch)
            case .dense(let stack):
                Kernels.run(stack, x.span, count: 1, into: &y, scratch: &denseScratch)
            }
            all.append(output)
        }
        return all
    }
}
