internal import FileIO
package import WeightSources

/// A weight source whose tensors can be found under further names.
///
/// Where layers share a tensor, safetensors' `save_model` stores it once and says in the metadata
/// by which name: `"fc3.weight": "fc2.weight"`. Names that an architecture has and the file wraps,
/// as in `module.fc1.weight`, are found as well if they can be meant for one tensor only.
package struct AliasedWeights: WeightSource {
    /// The tensors under their own names.
    let base: any WeightSource
    /// The name of a tensor in the file, by another name.
    private let aliases: [String: String]
    /// Texts of the metadata that read as an alias of a tensor that is not in the file.
    let unresolved: [(name: String, target: String)]
    private let unwrapped: [TensorPath: String?]

    /// Of more tensors than this each is found by its whole name alone.
    private static let mostWrapped = 16_384

    package var source: String { base.source }
    package var weights: [WeightTensor] { base.weights }
    package var metadata: [String: String] { base.metadata }

    /// - Parameters:
    ///   - base: The tensors under their own names.
    ///   - unwraps: Whether a name may leave out what programs wrap a network in.
    package init(_ base: any WeightSource, unwraps: Bool = false) {
        self.base = base
        var aliases: [String: String] = [:]
        var unresolved: [(name: String, target: String)] = []
        for (name, target) in base.metadata.sorted(by: { $0.key < $1.key })
        where base.weight(named: name) == nil {
            if base.weight(named: target) != nil {
                aliases[name] = target
            } else if TensorRole(tensorName: name) != nil, TensorRole(tensorName: target) != nil {
                unresolved.append((name, target))
            }
        }
        self.aliases = aliases
        self.unresolved = unresolved
        var unwrapped: [TensorPath: String?] = [:]
        let wrapped = base.weights
        for tensor in unwraps && wrapped.count <= Self.mostWrapped ? wrapped : []
        where tensor.name.utf8.count <= TensorRole.longestName {
            let path = TensorPath(tensor.name)
            let short = path.unwrapped
            guard short.count < path.count, !path.isAverage else { continue }
            unwrapped.updateValue(unwrapped[short] == nil ? tensor.name : nil, forKey: short)
        }
        self.unwrapped = unwrapped
    }

    /// The further names of tensors, with the shapes and types that they stand for.
    var aliasTensors: [WeightTensor] {
        aliases.keys.sorted().compactMap { weight(named: $0) }
    }

    /// The name that the file itself has for a tensor; `nil` where it has none.
    package func storedName(_ name: String) -> String? {
        if base.weight(named: name) != nil { return name }
        if let target = aliases[name] { return target }
        guard name.utf8.count <= TensorRole.longestName else { return nil }
        return unwrapped[TensorPath(name)] ?? nil
    }

    package func weight(named name: String) -> WeightTensor? {
        guard let stored = storedName(name), let tensor = base.weight(named: stored) else {
            return nil
        }
        return WeightTensor(name: name, type: tensor.type, shape: tensor.shape)
    }

    package func bytes(of tensor: WeightTensor, elements: Range<Int>) throws -> [UInt8] {
        try base.bytes(of: stored(tensor), elements: elements)
    }

    package func floats(of tensor: WeightTensor, elements: Range<Int>) throws -> [Float] {
        try base.floats(of: stored(tensor), elements: elements)
    }

    private func stored(_ tensor: WeightTensor) -> WeightTensor {
        storedName(tensor.name).flatMap { base.weight(named: $0) } ?? tensor
    }
}
