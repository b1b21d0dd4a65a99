internal import ModelFiles
internal import StrictJSON

/// What the file that a model comes from calls a layer and its tensors.
struct LayerDescription {
    /// The name of the layer: its own, or what its tensors' names have in common, or its kind and
    /// number.
    let name: String
    private let json: JSONValue

    init(_ layer: ManifestLayer, number: Int) {
        json = layer.json
        if let own = layer.name {
            name = own
        } else if let tensor = layer.tensorNames.first, let dot = tensor.lastIndex(of: "."),
            dot != tensor.startIndex
        {
            name = String(tensor[..<dot])
        } else {
            name = "\(layer.type)\(number)"
        }
    }

    /// The name of the tensor under a key of the manifest, such as `weight`.
    func tensor(_ key: String) -> String {
        guard case .string(let name) = json[key], !name.isEmpty else {
            return "\(self.name).\(key)"
        }
        return name
    }

    /// Whether dense weights are stored as `[outputs, inputs]`.
    var isOutputFirst: Bool { json["order"] == .string(WeightOrder.outputInput.rawValue) }
}
