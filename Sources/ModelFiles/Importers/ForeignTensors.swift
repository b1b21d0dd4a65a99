internal import FileIO
internal import WeightSources

/// The tensors of a file without a manifest, by what their names say that they are.
struct ForeignTensors {
    /// Weights and biases by the names of their layers.
    private(set) var weights: [String: WeightTensor] = [:]
    private(set) var biases: [String: WeightTensor] = [:]
    /// The orders of axes that the names of the weights fix.
    private(set) var orders: Set<WeightOrder?> = []
    /// What is part of no layer that is known here.
    private var unknown: [WeightTensor] = []
    private var convolution: WeightTensor?
    /// What was passed over, in sentences.
    private(set) var notes: [String] = []
    private let names: [String]

    /// More tensors than this are not looked at one by one: they make no network that is read here.
    private static let mostTensors = 16_384

    /// - Parameters:
    ///   - tensors: What to sort.
    ///   - all: All tensors of the file, among which may be those of which some are averages.
    init(_ tensors: [WeightTensor], among all: [WeightTensor]? = nil) {
        names = tensors.map(\.name)
        guard tensors.count <= Self.mostTensors else {
            unknown = tensors
            return
        }
        let averages = Self.averages(all ?? tensors)
        var passedOver: [(purpose: String, names: [String])] = []
        for tensor in tensors {
            let purpose =
                averages.contains(tensor.name)
                ? "a running average of the others" : SideTensor.purpose(of: tensor)
            if let purpose {
                let name = displayName(tensor.name)
                if let index = passedOver.firstIndex(where: { $0.purpose == purpose }) {
                    passedOver[index].names.append(name)
                } else {
                    passedOver.append((purpose, [name]))
                }
            } else {
                add(tensor)
            }
        }
        notes = passedOver.map {
            "passes over \(ModelError.list($0.names)): \($0.purpose)"
        }
    }

    private mutating func add(_ tensor: WeightTensor) {
        let role = TensorRole(tensorName: tensor.name)
        if convolution == nil, tensor.shape.count == 4, !tensor.isVector, role?.part != .bias {
            convolution = tensor
        }
        switch role {
        case let role?
        where role.part == .weight && weights[role.layer] == nil && tensor.shape.count != 1:
            weights[role.layer] = tensor
            orders.insert(role.order)
        case let role? where role.part == .bias && biases[role.layer] == nil:
            biases[role.layer] = tensor
        default:
            unknown.append(tensor)
        }
    }

    /// The tensors that are running averages of others, which the file holds as well.
    private static func averages(_ tensors: [WeightTensor]) -> Set<String> {
        let paths = tensors.filter { $0.name.utf8.count <= TensorRole.longestName }
            .map { (tensor: $0, path: TensorPath($0.name)) }
        guard paths.contains(where: { $0.path.isAverage }) else { return [] }
        let originals = Set(
            paths.filter { !$0.path.isAverage }.map {
                Key(path: $0.path.unwrapped, shape: $0.tensor.shape)
            })
        return Set(
            paths.filter {
                $0.path.isAverage
                    && originals.contains(Key(path: $0.path.unwrapped, shape: $0.tensor.shape))
            }.map(\.tensor.name))
    }

    private struct Key: Hashable {
        let path: TensorPath
        let shape: [Int]
    }

    /// The names of those that may be part of a layer.
    var others: [String] {
        let layered = weights.values.map(\.name) + biases.values.map(\.name)
        return (layered + unknown.map(\.name)).sorted()
    }

    /// Refuses tensors that make no chain of dense layers.
    func check(file: String) throws(ModelError) {
        if let convolution {
            throw .architectureMissing(
                file: file, tensor: displayName(convolution.name), shape: convolution.shape)
        }
        let normalizations = unknown.filter(Self.isOfNormalization)
        guard normalizations.isEmpty || weights.isEmpty else {
            // Weight and bias of the same layers belong to the sentence.
            let layers = Set(normalizations.map { TensorPath($0.name).components.dropLast() })
            let found = Set(normalizations.map(\.name))
            let all = names.filter {
                let path = TensorPath($0)
                return found.contains($0)
                    || path.count > 1 && layers.contains(path.components.dropLast())
                        && path.leaf != "num_batches_tracked"
            }
            throw .normalizationLayers(file: file, tensors: all.map { displayName($0) })
        }
        guard unknown.isEmpty, !weights.isEmpty else {
            throw .unknownNames(
                file: file,
                tensors: (unknown.isEmpty ? names : unknown.map(\.name)).map { displayName($0) })
        }
        guard weights.count <= ForeignLayout.mostLayers else {
            throw .unknownNames(
                file: file, tensors: weights.values.map(\.name).sorted().map { displayName($0) })
        }
    }

    /// Whether the tensor is one of a normalization between layers, or of an activation that was
    /// learned: one value per channel, or one for all.
    private static func isOfNormalization(_ tensor: WeightTensor) -> Bool {
        guard tensor.shape.count <= 1, tensor.name.utf8.count <= TensorRole.longestName else {
            return false
        }
        let leaf = TensorPath(tensor.name).leaf
        return [
            "weight", "gamma", "beta", "scale", "running_mean", "running_var", "moving_mean",
            "moving_variance", "mean", "var",
        ].contains(leaf)
    }
}
