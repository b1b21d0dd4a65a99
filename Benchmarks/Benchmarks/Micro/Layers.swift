import Benchmark
import ImageClassification
import NeuralNetwork
import TensorCore

/// Single layers on what they get in practice: test images, and the outputs of the layer before.
func layerBenchmarks() {
    denseFromPixels("dense u8 784→50", .mnistSigmoid)
    denseFromPixels("dense u8 784→512", .mnistMLP)
    denseFromFloats("dense f32 512→256", .mnistMLP)

    Benchmark("sigmoid, 1,000 × 50") { benchmark in
        let sums = Matrix(rows: 1_000, columns: 50, elements: ramp(50_000))
        benchmark.startMeasurement()
        var values = sums.elements
        var span = values.mutableSpan
        Kernels.apply(.sigmoid, to: &span)
        benchmark.stopMeasurement()
        blackHole(values)
    }

    Benchmark("softmax, 1,000 × 10") { benchmark in
        var values = ramp(10_000)
        benchmark.startMeasurement()
        var span = values.mutableSpan
        Kernels.softmax(&span, columns: 10)
        benchmark.stopMeasurement()
        blackHole(values)
    }
}

private let batch = 1_000

/// The first layer of a model as a network of its own, from bytes.
private func denseFromPixels(_ name: String, _ model: BundledModel) {
    let layer = Lazy { () throws -> (CompiledNetwork, [UInt8]) in
        let model = try Model(path: model.path)
        guard let first = model.network.layers[0] as? Dense else { throw NotDense() }
        let sums = try Network([Dense(weights: first.weights, bias: first.bias)])
        return (try sums.compiled(for: model.manifest.normalization), try PlainImages.pixels())
    }
    Benchmark("\(name), batch 1,000") { benchmark in
        let (layer, pixels) = try layer.value()
        var sums = [Float](repeating: 0, count: batch * layer.outputCount)
        var workspace = Workspace()
        benchmark.startMeasurement()
        var span = sums.mutableSpan
        layer.logits(
            ofPixels: pixels.span.extracting(first: batch * layer.inputCount), count: batch,
            into: &span, workspace: &workspace)
        benchmark.stopMeasurement()
        blackHole(sums)
    }
    Benchmark("\(name), batch 1", configuration: .init(scalingFactor: .kilo)) { benchmark in
        let (layer, pixels) = try layer.value()
        var sums = [Float](repeating: 0, count: layer.outputCount)
        var workspace = Workspace()
        benchmark.startMeasurement()
        for index in benchmark.scaledIterations {
            let start = index * layer.inputCount
            var span = sums.mutableSpan
            layer.logits(
                ofPixels: pixels.span.extracting(start..<start + layer.inputCount), count: 1,
                into: &span, workspace: &workspace)
        }
        benchmark.stopMeasurement()
        blackHole(sums)
    }
}

/// The second layer of a model on the activations of the first, of which many are zero.
private func denseFromFloats(_ name: String, _ model: BundledModel) {
    let layer = Lazy { () throws -> (PackedDense, Matrix) in
        let model = try Model(path: model.path)
        let pixels = Array(try PlainImages.pixels().prefix(batch * model.network.inputCount))
        let inputs = model.manifest.normalization(pixels, count: batch)
        guard let second = model.network.layers[1] as? Dense else { throw NotDense() }
        let hidden = model.network.layers[0](inputs)
        return (PackedDense(weights: second.weights, bias: second.bias), hidden)
    }
    Benchmark("\(name), batch 1,000") { benchmark in
        let (layer, hidden) = try layer.value()
        var sums = [Float](repeating: 0, count: batch * layer.outputs)
        var scratch = DenseScratch(inputs: layer.inputs)
        benchmark.startMeasurement()
        var span = sums.mutableSpan
        Kernels.dense(
            layer, hidden.elements.span, count: batch, into: &span, scratch: &scratch)
        benchmark.stopMeasurement()
        blackHole(sums)
    }
}

private struct NotDense: Error {}

/// Numbers from -8 to 8 in steady steps.
private func ramp(_ count: Int) -> [Float] {
    (0..<count).map { 16 * Float($0) / Float(count) - 8 }
}

/// A value that is made when it is first asked for: most runs measure only some benchmarks.
final class Lazy<Value> {
    private let make: () throws -> Value
    private var made: Value?

    init(_ make: @escaping () throws -> Value) { self.make = make }

    func value() throws -> Value {
        if let made { return made }
        let value = try make()
        made = value
        return value
    }
}
