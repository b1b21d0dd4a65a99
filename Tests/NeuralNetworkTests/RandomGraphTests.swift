import NeuralNetwork
import TensorCore
import TestSupport
import Testing

@Suite("Random graphs")
struct RandomGraphTests {
    @Test(
        "give what the formulas give in Double, with the same bits everywhere",
        arguments: 0..<(isDebugBuild ? 20 : 60))
    func reference(seed: UInt64) throws {
        try check(RandomGraph(seed: seed, layers: 14))
    }

    @Test(
        "do so with -0 and subnormal numbers among inputs and weights",
        arguments: 0..<(isDebugBuild ? 20 : 60))
    func edges(seed: UInt64) throws {
        try check(RandomGraph(seed: seed, layers: 14, hasEdges: true))
    }

    private func check(_ random: RandomGraph) throws {
        var random = random
        let network = try Network(random.graph)
        let images = 5
        let examples = (0..<images).map { _ in random.example() }
        let x = Matrix(examples)
        let found = network.logits(x)
        for (index, example) in examples.enumerated() {
            let expected = DoubleGraph(random.graph).logits(example, random.input)
            let largest = expected.map(abs).max() ?? 0
            for (found, expected) in zip(found.row(index), expected) {
                #expect(abs(Double(found) - expected) <= 1e-5 * largest)
            }
        }
        for variant in KernelVariant.supportedHere {
            #expect(bits(network.logits(x, variant: variant).elements) == bits(found.elements))
            let single = examples.flatMap {
                network.logits(Matrix([$0]), variant: variant).elements
            }
            #expect(bits(single) == bits(found.elements), "\(variant), one by one")
        }
    }

    @Test("have all kinds of layers and connections")
    func coverage() {
        var kinds: Set<String> = []
        var activations: Set<String> = []
        var convolutions: Set<String> = []
        for seed in 0..<60 as Range<UInt64> {
            let graph = RandomGraph(seed: seed, layers: 14).graph
            #expect(!graph.isChain)
            for node in graph.nodes {
                kinds.insert("\(type(of: node.layer))")
                activations.insert(node.layer.activation.name)
                guard let conv = node.layer as? Conv2D else { continue }
                if conv.groups > 1 { convolutions.insert("grouped") }
                if conv.window.dilation != Size2D(1) { convolutions.insert("dilated") }
            }
        }
        #expect(kinds.count == 12)
        #expect(
            activations
                == Set(Activation.allCases.map(\.name))
                .subtracting(["step", "exp", "log", "reciprocal", "sqrt"]))
        #expect(convolutions.count == 2)
    }
}
