internal import FileIO
internal import NeuralNetwork
internal import WeightSources

/// Reads the layers of a network off the names and shapes of tensors that come without a
/// manifest.
///
/// Nothing is guessed: a convention of names or the shapes decide, and where both weight orders
/// fit, or layers could follow each other in several orders, the caller is asked.
struct ForeignLayout {
    /// Weight and bias of one layer as they are in the file.
    private struct Candidate {
        let layer: String
        let weight: WeightTensor
        let bias: WeightTensor?

        func inputs(_ order: WeightOrder) -> Int { weight.shape[order == .inputOutput ? 0 : 1] }
        func outputs(_ order: WeightOrder) -> Int { weight.shape[order == .inputOutput ? 1 : 0] }
    }

    private let file: String
    private let candidates: [Candidate]
    /// The order that the names fix, if they do.
    private let conventionalOrder: WeightOrder?
    /// What was passed over and noticed, in sentences without the file.
    private(set) var notes: [String]

    /// More layers than this are not read off names.
    static let mostLayers = 256

    /// Pairs weights with biases and sorts the layers by name.
    init(_ source: AliasedWeights) throws(ModelError) {
        file = source.source
        if let alias = source.unresolved.first {
            throw .missingTensor(
                file: file, tensor: displayName(alias.target),
                neededBy: "\(displayName(alias.name)), which is another name of it by the metadata,"
            )
        }
        let sorted = ForeignTensors(source.weights + source.aliasTensors)
        notes = sorted.notes
        try sorted.check(file: file)
        conventionalOrder = sorted.orders.count == 1 ? sorted.orders.first ?? nil : nil
        let (weights, biases, file) = (sorted.weights, sorted.biases, file)
        candidates = try weights.keys.sortedNaturally().map {
            (layer) throws(ModelError) in
            try Self.candidate(layer, weights: weights, biases: biases, file: file)
        }
        let unused = biases.keys.filter { weights[$0] == nil }.compactMap { biases[$0]?.name }
        guard unused.isEmpty else {
            throw .unusedTensors(file: file, tensors: unused.sorted().map { displayName($0) })
        }
    }

    private static func candidate(
        _ layer: String, weights: [String: WeightTensor], biases: [String: WeightTensor],
        file: String
    ) throws(ModelError) -> Candidate {
        guard let weight = weights[layer] else { preconditionFailure("layers come from weights") }
        guard weight.shape.count == 2, !weight.shape.contains(0) else {
            throw .tensorShape(
                file: file, tensor: displayName(weight.name),
                expected: "two axes of 1 or more, as weights of a dense layer have",
                found: weight.shape)
        }
        let bias = biases[layer]
        if bias == nil, !biases.isEmpty {
            throw .missingTensor(
                file: file, tensor: displayName(TensorRole.biasName(forWeight: weight.name)),
                neededBy: displayName(weight.name))
        }
        if let bias, !bias.isVector {
            throw .tensorShape(
                file: file, tensor: displayName(bias.name), expected: "rank 1, one bias per output",
                found: bias.shape)
        }
        return Candidate(layer: layer, weight: weight, bias: bias)
    }

    /// The layers, with `hidden` after each but the last and `output` after the last.
    ///
    /// - Parameters:
    ///   - order: The order that the user states; `nil` lets names and shapes decide.
    ///   - hidden: The activation of the hidden layers, which no name tells.
    ///   - output: The activation of the last layer.
    mutating func layers(
        order stated: WeightOrder?, hidden: Activation, output: Activation
    ) throws(ModelError) -> [ManifestLayer] {
        let (order, chain) = try resolve(stated)
        if stated == nil, let conventionalOrder, conventionalOrder != order {
            notes.append(
                "names are those of weights stored as \(conventionalOrder.rawValue); "
                    + "the shapes fit \(order.rawValue) only, which was taken")
        }
        return chain.indices.map { index in
            ManifestLayer(
                DenseSpelling(
                    weight: chain[index].weight.name, bias: chain[index].bias?.name, order: order,
                    activation: index == chain.count - 1 ? output : hidden))
        }
    }

    /// The order of axes, and the layers in the order of data flow.
    private func resolve(
        _ stated: WeightOrder?
    ) throws(ModelError) -> (WeightOrder, [Candidate]) {
        let orders =
            stated.map { [$0] }
            ?? conventionalOrder.map { [$0, $0 == .inputOutput ? .outputInput : .inputOutput] }
            ?? WeightOrder.allCases
        let results = orders.map { ($0, chains($0)) }
        if stated == nil, conventionalOrder == nil, !results.contains(where: { $0.1 == .none }) {
            let weight = candidates[0].weight
            throw .ambiguousOrder(
                file: file, tensor: displayName(weight.name), shape: weight.shape)
        }
        switch results.first(where: { $0.1 != .none }) {
        case (let order, .one(let chain))?: return (order, chain.map { candidates[$0] })
        case (_, .several)?:
            throw .ambiguousLayers(
                file: file, tensors: candidates.map { displayName($0.weight.name) })
        default:
            // With none that fits, the textbook's order gives the clearer message.
            let order = stated ?? conventionalOrder ?? .inputOutput
            try check(order)
            throw .ambiguousLayers(
                file: file, tensors: candidates.map { displayName($0.weight.name) })
        }
    }

    /// The orders of layers that are possible when weights are stored in `order`.
    private func chains(_ order: WeightOrder) -> LayerChains.Result {
        guard
            candidates.allSatisfy({
                ($0.bias?.elementCount ?? $0.outputs(order)) == $0.outputs(order)
            })
        else { return .none }
        return LayerChains(
            names: candidates.map(\.layer),
            widths: candidates.map { ($0.inputs(order), $0.outputs(order)) }
        ).search()
    }

    /// Says what is wrong with the layers as their names order them.
    private func check(_ order: WeightOrder) throws(ModelError) {
        for layer in candidates {
            if let bias = layer.bias, bias.elementCount != layer.outputs(order) {
                throw .tensorShape(
                    file: file, tensor: displayName(bias.name),
                    expected: "[\(layer.outputs(order))], one bias per output of "
                        + "\(displayName(layer.weight.name)) \(layer.weight.shape)"
                        + hint(order),
                    found: bias.shape)
            }
        }
        for (previous, next) in zip(candidates, candidates.dropFirst())
        where previous.outputs(order) != next.inputs(order) {
            throw .layersDoNotChain(
                file: file, tensor: displayName(next.weight.name), wants: next.inputs(order),
                previous: displayName(previous.weight.name), gives: previous.outputs(order),
                hint: hint(order))
        }
    }

    /// Says that it was the names that fixed the order, which does not fit.
    private func hint(_ order: WeightOrder) -> String {
        conventionalOrder == order ? " in the weight order \(order.rawValue) of such names" : ""
    }
}

extension WeightTensor {
    /// Whether all axes but one are 1: `[n]`, `[n, 1]` and `[1, n]` alike.
    var isVector: Bool {
        !shape.isEmpty && shape.count <= 4 && shape.count { $0 != 1 } <= 1
    }
}
