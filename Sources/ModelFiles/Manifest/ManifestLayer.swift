internal import FileIO
public import NeuralNetwork
package import StrictJSON

/// One layer as a manifest describes it: its kind, what it reads, the names of its tensors and its
/// settings.
public struct ManifestLayer: Sendable {
    /// A name by which other layers read this one; `nil` where there is none.
    public let name: String?
    /// The names of what the layer reads; `nil` means the layer before it.
    public let inputs: [String]?
    /// The kind of layer and its keys.
    package let spelling: any LayerSpelling

    /// What the network's input is called in `inputs`.
    static let networkInput = "input"

    init(_ spelling: any LayerSpelling, name: String? = nil, inputs: [String]? = nil) {
        self.spelling = spelling
        self.name = name
        self.inputs = inputs
    }

    /// The kind of layer, as in the key `type`.
    public var type: String { Swift.type(of: spelling).type }
    /// What the layer ends in.
    public var activation: Activation { spelling.activation }
    /// The names of the tensors that the layer uses.
    public var tensorNames: [String] { spelling.tensorNames }
}

extension ManifestLayer: Hashable {
    /// Whether both say the same.
    public static func == (left: ManifestLayer, right: ManifestLayer) -> Bool {
        left.name == right.name && left.inputs == right.inputs
            && left.spelling.isEqual(to: right.spelling)
    }

    /// Hashes all keys.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(name)
        hasher.combine(inputs)
        spelling.hash(into: &hasher)
    }
}

/// In which order the axes of a layer's weights are stored.
public enum WeightOrder: String, CaseIterable, Hashable, Sendable {
    /// `[inputs, outputs]`, as Keras and textbooks' `x · W` have it; for a convolution
    /// `[height, width, inputs, outputs]`.
    case inputOutput = "input-output"
    /// `[outputs, inputs]`, as PyTorch's `Linear` has it; for a convolution
    /// `[outputs, inputs, height, width]`.
    case outputInput = "output-input"
}

extension ManifestLayer {
    /// Reads the object of a layer.
    init(_ object: ManifestObject) throws(ManifestError) {
        var object = object
        let type = try object.string("type")
        guard let kind = LayerSpellings.all.first(where: { $0.type == type }) else {
            throw ManifestError(
                reason: "\(object.name): unknown type \(displayName(type)); expected one of "
                    + LayerSpellings.all.map { $0.type }.joined(separator: ", "))
        }
        name = try object.optionalString("name")
        inputs = object.holds("inputs") ? try object.strings("inputs") : nil
        spelling = try kind.init(&object)
        try object.finish()
    }

    /// The object of the manifest that says this.
    package var json: JSONValue {
        .object(
            [.init("type", .string(type))] + .optional("name", name)
                + (inputs.map { [.init("inputs", .array($0.map { .string($0) }))] } ?? [])
                + spelling.members)
    }

    /// The layer in one line.
    ///
    /// - Parameter shapes: Those of the tensors of the file.
    package func text(shapes: [String: [Int]]) -> String {
        let name = name.map { "\(displayName($0)): " } ?? ""
        let inputs = inputs.map { " of " + $0.map { displayName($0) }.joined(separator: ", ") }
        return name + spelling.text(shapes: shapes) + (inputs ?? "")
    }
}
