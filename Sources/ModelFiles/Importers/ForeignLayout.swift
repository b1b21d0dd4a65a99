internal import FileIO
internal import NeuralNetwork
internal import WeightSources

/// Reads the layers of a network off the names and shapes of tensors that come without a
/// manifest.
///
/// Nothing is guessed: a convention of names or the shapes decide, and where both weight orders
/// fit, the caller is asked to say which it is.
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

    /// Pairs weights with biases and sorts the layers by name.
    init(_ tensors: [WeightTensor], file: String) throws(ModelError) {
        self.file = file
        var weights: [String: WeightTensor] = [:]
        var biases: [String: WeightTensor] = [:]
        var orders: Set<WeightOrder?> = []
        var unknown: [String] = []
        for tensor in tensors {
            switch TensorRole(tensorName: tensor.name) {
            case let role? where role.part == .weight && weights[role.layer] == nil:
                weights[role.layer] = tensor
                orders.insert(role.order)
            case let role? where role.part == .bias && biases[role.layer] == nil:
                biases[role.layer] = tensor
            default:
                unknown.append(displayName(tensor.name))
            }
        }
        if let convolution = tensors.first(where: { $0.shape.count == 4 }) {
            throw .architectureMissing(
                file: file, tensor: displayName(convolution.name), shape: convolution.shape)
        }
        guard unknown.isEmpty, !weights.isEmpty else {
            throw .unknownNames(
                file: file,
                tensors: unknown.isEmpty ? tensors.map { displayName($0.name) } : unknown)
        }
        conventionalOrder = orders.count == 1 ? orders.first ?? nil : nil
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
        if let bias, bias.shape.count != 1 {
            throw .tensorShape(
                file: file, tensor: displayName(bias.name), expected: "rank 1, one bias per output",
                found: bias.shape)
        }
        return Candidate(layer: layer, weight: weight, bias: bias)
    }

    /// The layers, with `hidden` after each but the last and softmax after the last.
    ///
    /// - Parameters:
    ///   - order: The order that the user states; `nil` lets names and shapes decide.
    ///   - hidden: The activation of the hidden layers, which no name tells.
    func layers(order: WeightOrder?, hidden: Activation) throws(ModelError) -> [ManifestLayer] {
        let order = try resolve(order)
        let chain = try ordered(order)
        return chain.indices.map { index in
            ManifestLayer(
                DenseSpelling(
                    weight: chain[index].weight.name, bias: chain[index].bias?.name, order: order,
                    activation: index == chain.count - 1 ? .softmax : hidden))
        }
    }

    private func resolve(_ stated: WeightOrder?) throws(ModelError) -> WeightOrder {
        if let order = stated ?? conventionalOrder { return order }
        let fitting = WeightOrder.allCases.filter { (try? ordered($0)) != nil }
        if fitting.count == 2 {
            let weight = candidates[0].weight
            throw .ambiguousOrder(
                file: file, tensor: displayName(weight.name), shape: weight.shape)
        }
        // With none that fits, the textbook's order gives the clearer message.
        return fitting.first ?? .inputOutput
    }

    /// The layers in the order of data flow, when they chain in weight order `order`.
    private func ordered(_ order: WeightOrder) throws(ModelError) -> [Candidate] {
        do {
            try check(candidates, order)
            return candidates
        } catch {
            // Names such as `hidden` and `output` do not count; then the shapes must tell.
            let namesCount = candidates.contains { $0.layer.contains(where: \.isNumber) }
            if !namesCount, let chain = onlyChain(order) { return chain }
            throw error
        }
    }

    private func check(_ chain: [Candidate], _ order: WeightOrder) throws(ModelError) {
        for layer in chain {
            if let bias = layer.bias, bias.shape[0] != layer.outputs(order) {
                throw .tensorShape(
                    file: file, tensor: displayName(bias.name),
                    expected: "[\(layer.outputs(order))], one bias per output of "
                        + "\(displayName(layer.weight.name)) \(layer.weight.shape)"
                        + hint(order),
                    found: bias.shape)
            }
        }
        for (previous, next) in zip(chain, chain.dropFirst())
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

    /// The one order of all layers in which each feeds the next, if there is exactly one.
    private func onlyChain(_ order: WeightOrder) -> [Candidate]? {
        // Few layers have names without numbers; the bound keeps the search short.
        guard candidates.count <= 6 else { return nil }
        var chains: [[Candidate]] = []
        func extend(_ chain: [Candidate], _ rest: [Candidate]) {
            if rest.isEmpty, (try? check(chain, order)) != nil { chains.append(chain) }
            for index in rest.indices
            where chain.last.map({ $0.outputs(order) == rest[index].inputs(order) }) ?? true {
                var others = rest
                extend(chain + [others.remove(at: index)], others)
            }
        }
        extend([], candidates)
        return chains.count == 1 ? chains.first : nil
    }
}
