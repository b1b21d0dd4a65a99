import Foundation
import NeuralNetwork
import TensorCore
import TestSupport
import Testing

@Suite("Networks of integers")
struct QuantizedNetworkTests {
    /// How many random networks; more where there is time for them.
    static let count =
        ProcessInfo.processInfo.environment["MNIST_RANDOM_QUANTIZED_NETWORKS"].flatMap(Int.init)
        ?? 12

    /// Bytes go in as codes.
    static func compiled(_ network: Network) throws -> CompiledNetwork {
        guard let codes = inputCodes(network) else { throw NetworkError.empty }
        // Pixels whose numbers have themselves as codes.
        return try network.compiled(
            for: InputNormalization(
                scale: Double(codes.scale), mean: Double(codes.scale) * Double(codes.zeroPoint),
                std: 1))
    }

    private static func inputCodes(_ network: Network) -> QuantizationParameters? {
        (network.layers[0] as? QuantizedDense)?.input
            ?? (network.layers[0] as? QuantizedConv2D)?.input
    }

    private static func check(_ network: Network, _ images: [[UInt8]]) throws {
        let expected = images.map { IntegerReference.outputs(network, $0) }
        let compiled = try compiled(network)
        for variant in KernelVariant.supportedHere {
            let all = compiled.logits(
                ofPixels: images.flatMap(\.self), count: images.count, variant: variant)
            for (index, image) in images.enumerated() {
                #expect(all.row(index) == expected[index], "\(variant), \(network)")
                let one = compiled.logits(ofPixels: image, count: 1, variant: variant)
                #expect(one.row(0) == expected[index], "\(variant), one image, \(network)")
            }
        }
    }

    @Test("dense layers give what loops over integers give, in all variants and batches")
    func dense() throws {
        for seed in 0..<UInt64(Self.count) {
            var random = RandomQuantizedNetwork(seed: seed)
            let network = try random.dense()
            let images = (0..<7).map { _ in random.image(network.inputCount) }
            try Self.check(network, images)
        }
    }

    @Test("feature maps give what loops over integers give, in all variants and batches")
    func maps() throws {
        for seed in 0..<UInt64(Self.count) {
            var random = RandomQuantizedNetwork(seed: 1_000 + seed)
            let network = try random.maps(largest: Self.count > 12 ? 70 : 20)
            let images = (0..<2).map { _ in random.image(network.inputCount) }
            try Self.check(network, images)
        }
    }

    @Test("a network has the bits of its layers one by one")
    func layerByLayer() throws {
        for seed in 0..<UInt64(4) {
            var random = RandomQuantizedNetwork(seed: 2_000 + seed)
            let network = try random.maps(largest: 9)
            guard let codes = Self.inputCodes(network) else { throw NetworkError.empty }
            var values = [
                Matrix(
                    rows: 1, columns: network.inputCount,
                    elements: random.image(network.inputCount).map { codes($0) })
            ]
            let whole = network.forward(values[0])
            for (index, node) in network.graph.nodes.enumerated() {
                let places = node.inputs.map { ($0.layerIndex ?? -1) + 1 }
                var graph = NetworkGraph(input: network.shapes[places[0]])
                if node.inputs.count == 2 {
                    // The sum of a value with another, side by side.
                    let add = node.layer as? QuantizedAdd
                    let sums = zip(values[places[0]].elements, values[places[1]].elements).map {
                        (a, b) -> Float in
                        guard let add else { return .nan }
                        let codes = [
                            Float(add.first.code(a)) - Float(add.first.zeroPoint),
                            Float(add.second.code(b)) - Float(add.second.zeroPoint),
                        ]
                        let t = Float(add.output.zeroPoint)
                            .addingProduct(
                                codes[1], Float(Double(add.second.scale) / Double(add.output.scale))
                            )
                            .addingProduct(
                                codes[0], Float(Double(add.first.scale) / Double(add.output.scale)))
                        let low: Float =
                            add.activation == .relu ? Float(add.output.zeroPoint) : 0
                        return add.output(
                            UInt8(min(max(t, low), 255).rounded(.toNearestOrEven)))
                    }
                    values.append(Matrix(rows: 1, columns: sums.count, elements: sums))
                } else {
                    graph.append(node.layer, to: [.input])
                    values.append(try Network(graph).forward(values[places[0]]))
                }
                #expect(values[index + 1].columns == network.shapes[index + 1].count)
            }
            #expect(values.last == whole)
        }
    }

    @Test("the widest sums do not overflow, wider ones are refused")
    func widest() throws {
        let width = PackedIntegers.mostTerms
        func network(_ width: Int, _ weight: Int8, zero: UInt8) throws -> Network {
            try Network([
                QuantizedDense(
                    weights: QuantizedWeights(
                        values: Array(repeating: weight, count: width), scales: [1]),
                    bias: [0], input: QuantizationParameters(scale: 1, zeroPoint: zero), output: nil
                )
            ])
        }
        for (weight, zero, pixel) in [(Int8(127), UInt8(0), UInt8(255)), (-127, 255, 0)] {
            let compiled = try Self.compiled(network(width, weight, zero: zero))
            let expected = Float((Int(pixel) - Int(zero)) * Int(weight) * width)
            for variant in KernelVariant.supportedHere {
                let logits = compiled.logits(
                    ofPixels: Array(repeating: pixel, count: width), count: 1, variant: variant)
                #expect(logits.elements == [expected], "\(variant)")
            }
        }
        #expect(throws: NetworkError.self) { try network(width + 1, 1, zero: 0) }
    }

    @Test("scales that are none are refused")
    func scales() {
        for scale in [0, -1, Float.nan, .infinity, Float.leastNonzeroMagnitude] {
            let layer = QuantizedDense(
                weights: QuantizedWeights(values: [1], scales: [1]), bias: [0],
                input: QuantizationParameters(scale: scale), output: nil)
            #expect(throws: NetworkError.self) { try Network([layer]) }
        }
    }

    @Test("a number in the middle of two codes gets the even one")
    func ties() {
        let codes = QuantizationParameters(scale: 1, zeroPoint: 0)
        #expect(
            [0.5, 1.5, 2.5, -1, 254.5, 300, .nan].map { codes.code($0) } == [
                0, 2, 2, 0, 254, 255, 0,
            ])
    }
}
