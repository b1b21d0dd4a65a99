internal import FileIO
internal import StrictJSON
internal import WeightSources

/// The layers of a draft, in the order that names suggest.
struct DraftLayers {
    /// The objects of the layers, questions included.
    private(set) var layers: [JSONValue] = []
    /// What is asked of the whole.
    private(set) var question: String?
    /// The size of an image, as far as the first layer tells.
    private(set) var input = (height: 28, width: 28, channels: 1, isTold: false)

    /// The tensors of one layer.
    private struct Group {
        let name: String
        var tensors: [String: WeightTensor] = [:]

        var weight: WeightTensor? {
            tensors.first { ["weight", "kernel", "w"].contains($0.key) }?.value
        }
        func tensor(_ leaves: String...) -> WeightTensor? {
            leaves.lazy.compactMap { tensors[$0] }.first
        }
        var mean: WeightTensor? { tensor("running_mean", "moving_mean", "mean") }
        var variance: WeightTensor? { tensor("running_var", "moving_variance", "var", "variance") }
        var isConvolution: Bool { weight?.shape.count == 4 }
        var isDense: Bool { weight?.shape.count == 2 }
        var isBatchNorm: Bool { mean != nil && variance != nil }
        var isKeras: Bool { tensors["kernel"] != nil || tensors["gamma"] != nil }
    }

    /// More tensors than this are not drafted.
    private static let mostTensors = 16_384

    init(_ tensors: [WeightTensor]) {
        var groups: [String: Group] = [:]
        // Each layer has a weight at least, and four tensors with a bias or statistics as a rule.
        for tensor in tensors.prefix(Self.mostTensors) where SideTensor.purpose(of: tensor) == nil {
            guard tensor.name.utf8.count <= TensorRole.longestName else { continue }
            let (layer, leaf) = Self.place(tensor.name)
            groups[layer, default: Group(name: layer)].tensors[leaf] = tensor
        }
        let all = groups.keys.sortedNaturally().compactMap { groups[$0] }
        let known = Self.ordered(all.filter { $0.isConvolution || $0.isDense || $0.isBatchNorm })
        let rest = all.filter { !($0.isConvolution || $0.isDense || $0.isBatchNorm) }
        var questions: [String] = []
        if !Self.isCounted(known.map(\.name)) {
            questions.append("Is this the order of the layers, and is none missing?")
        }
        if !rest.isEmpty {
            let names = rest.flatMap { $0.tensors.values.map { displayName($0.name) } }.sorted()
            questions.append("Which layers use \(ModelError.list(names))?")
        }
        question = questions.isEmpty ? nil : questions.joined(separator: " ")
        append(known)
    }

    /// The name of the layer, and what the tensor is in it.
    private static func place(_ name: String) -> (layer: String, leaf: String) {
        if let role = TensorRole(tensorName: name) {
            if role.part == .bias { return (role.layer, "bias") }
            let leaf = role.order.map { $0 == .inputOutput ? "kernel" : "weight" }
            return (role.layer, leaf ?? "w")
        }
        var path = TensorPath(name)
        let leaf = path.leaf
        path.removeLeaf()
        return (path.text, leaf)
    }

    private static func isCounted(_ names: [String]) -> Bool {
        let names = names.map(LayerName.init)
        return zip(names, names.dropFirst()).allSatisfy { $0.precedes($1) }
    }

    /// Counted layers as they are; else convolutions before dense layers, each with the batch
    /// normalization of its number behind it.
    private static func ordered(_ groups: [Group]) -> [Group] {
        guard !isCounted(groups.map(\.name)) else { return groups }
        var norms = groups.filter { $0.isBatchNorm }
        var result: [Group] = []
        for group in groups.filter(\.isConvolution) + groups.filter({ $0.isDense }) {
            result.append(group)
            let number = digits(group.name)
            if !number.isEmpty,
                let index = norms.firstIndex(where: {
                    digits($0.name) == number && $0.mean?.elementCount == outputs(group)
                })
            {
                result.append(norms.remove(at: index))
            }
        }
        return result + norms
    }

    private static func digits(_ name: String) -> String {
        String(name.filter { $0.isASCII && $0.isNumber })
    }

    private static func outputs(_ group: Group) -> Int? {
        group.isKeras ? group.weight?.shape.last : group.weight?.shape.first
    }

    private mutating func append(_ groups: [Group]) {
        let last = groups.lastIndex { $0.isDense } ?? groups.count - 1
        var hasMaps = false
        var isFlat = false
        for (index, group) in groups.enumerated() {
            let next = index + 1 < groups.count ? groups[index + 1] : nil
            if group.isConvolution {
                if layers.isEmpty { takeInput(of: group) }
                hasMaps = true
                layers.append(Self.convolution(group, beforeNorm: next?.isBatchNorm == true))
            } else if group.isBatchNorm {
                layers.append(Self.batchNorm(group))
            } else {
                if layers.isEmpty { takeInput(of: group) }
                if hasMaps, !isFlat {
                    isFlat = true
                    layers.append([
                        "type": "flatten",
                        "order": .string(group.isKeras ? "channels-last" : "channels-first"),
                    ])
                }
                layers.append(
                    Self.dense(
                        group, isLast: index == last, beforeNorm: next?.isBatchNorm == true))
            }
        }
    }

    private mutating func takeInput(of group: Group) {
        guard let shape = group.weight?.shape else { return }
        if group.isConvolution {
            input.channels = group.isKeras ? shape[2] : shape[1]
        } else {
            let count = group.isKeras ? shape[0] : shape[1]
            let side = Int(Double(count).squareRoot().rounded())
            // Of an image that is no square only the number of values is known.
            input = side * side == count ? (side, side, 1, true) : (1, max(count, 1), 1, false)
        }
    }

    private static func names(_ group: Group) -> [JSONValue.Member] {
        [.init("weight", .string(group.weight?.name ?? ""))]
            + .optional("bias", group.tensors["bias"]?.name) + [
                .init("order", .string(group.isKeras ? "input-output" : "output-input"))
            ]
    }

    private static func convolution(_ group: Group, beforeNorm: Bool) -> JSONValue {
        .object(
            [.init("type", "conv2d")] + names(group) + [
                .init("stride", .integer(1)), .init("padding", .integer(0)),
                .init("activation", beforeNorm ? "identity" : "relu"),
                .question(
                    "Are stride, padding and activation right? For a pooling put "
                        + "{ \"type\": \"max-pool2d\", \"size\": 2 } behind it."),
            ])
    }

    private static func batchNorm(_ group: Group) -> JSONValue {
        .object(
            [.init("type", "batch-norm")]
                + .optional("weight", group.tensor("weight", "gamma", "scale")?.name)
                + .optional("bias", group.tensor("bias", "beta")?.name) + [
                    .init("mean", .string(group.mean?.name ?? "")),
                    .init("variance", .string(group.variance?.name ?? "")),
                    .init("epsilon", .double(group.isKeras ? 1e-3 : 1e-5)),
                    .init("activation", "relu"),
                    .question("Are epsilon and activation right?"),
                ])
    }

    private static func dense(_ group: Group, isLast: Bool, beforeNorm: Bool) -> JSONValue {
        let activation: JSONValue = isLast ? "softmax" : beforeNorm ? "identity" : "relu"
        let questions =
            (group.tensors["w"] == nil
                ? [] : ["Is the weight [outputs, inputs], or input-output?"])
            + (isLast || beforeNorm ? [] : ["Is the activation right?"])
        return .object(
            [.init("type", "dense")] + names(group) + [.init("activation", activation)]
                + (questions.isEmpty ? [] : [.question(questions.joined(separator: " "))]))
    }
}
