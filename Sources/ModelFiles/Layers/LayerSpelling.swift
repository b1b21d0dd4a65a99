package import NeuralNetwork
package import Safetensors
package import StrictJSON

/// How files spell one kind of layer: its keys in a manifest and its tensors.
///
/// One type for each kind; `LayerSpellings` lists them.
package protocol LayerSpelling: Hashable, Sendable {
    /// The kind of layer that is spelled.
    associatedtype Kind: Layer

    /// The value of the key `type`.
    static var type: String { get }

    /// Takes the keys out of the object of a manifest.
    init(_ object: inout ManifestObject) throws(ManifestError)

    /// Describes a layer of a network made by hand.
    ///
    /// - Parameter number: Of the layer, from 1, for the names of its tensors.
    init(_ layer: Kind, number: Int)

    /// The members of the object of a manifest, but for `type`, `name` and `inputs`.
    var members: [JSONValue.Member] { get }

    /// What the layer ends in.
    var activation: Activation { get }

    /// The order of the weights' axes, in words; `nil` where there are no such weights.
    var weightOrder: String? { get }

    /// The names of the tensors that the layer uses.
    var tensorNames: [String] { get }

    /// The layer with its tensors.
    func layer(_ tensors: TensorReader) throws -> Kind

    /// The tensors of the layer, under the names and in the order of axes that are spelled.
    func tensors(of layer: Kind) -> [TensorData]

    /// The layer in one line, for `mnist inspect`.
    ///
    /// - Parameter shapes: Those of the tensors of the file.
    func text(shapes: [String: [Int]]) -> String

    /// Keys that may be left out, are, and are shown as `null` by `mnist inspect`.
    var missingKeys: [String] { get }

    /// The length of the vectors that the layer takes and gives, as the shapes of its tensors tell
    /// it; `nil` if they do not.
    func extent(shapes: (String) -> [Int]?) -> (inputs: Int, outputs: Int)?
}

extension LayerSpelling {
    package var activation: Activation { .identity }
    package var weightOrder: String? { nil }
    package var tensorNames: [String] { [] }
    package func tensors(of layer: Kind) -> [TensorData] { [] }
    package var missingKeys: [String] { [] }
    package func extent(shapes: (String) -> [Int]?) -> (inputs: Int, outputs: Int)? { nil }

    /// Describes a layer if it is of the kind that is spelled here.
    init?(_ layer: any Layer, number: Int) {
        guard let layer = layer as? Kind else { return nil }
        self.init(layer, number: number)
    }

    /// The tensors of a layer, which is of the kind that is spelled here.
    func tensors(ofAny layer: any Layer) -> [TensorData] {
        (layer as? Kind).map { tensors(of: $0) } ?? []
    }

    func isEqual(to other: any LayerSpelling) -> Bool { other as? Self == self }
}

/// The kinds of layers that files can spell, in the order in which messages list them.
enum LayerSpellings {
    static let all: [any LayerSpelling.Type] = [
        DenseSpelling.self,
        Conv2DSpelling.self,
        BatchNormSpelling.self,
        MaxPool2DSpelling.self,
        AveragePool2DSpelling.self,
        GlobalAveragePoolSpelling.self,
        FlattenSpelling.self,
        ReshapeSpelling.self,
        GatherSpelling.self,
        DropoutSpelling.self,
        ActivationSpelling.self,
        AddSpelling.self,
        ConcatenateSpelling.self,
        MultiplySpelling.self,
        QuantizeSpelling.self,
        DynamicQuantizeSpelling.self,
        QuantizedDenseSpelling.self,
        QuantizedConv2DSpelling.self,
        QuantizedAveragePool2DSpelling.self,
        QuantizedAddSpelling.self,
    ]
}
