internal import Datasets
internal import NeuralNetwork
internal import ONNX
internal import StrictJSON

/// What a file says of itself besides its graph, if this package has written it.
///
/// `mnist convert` writes these texts; those of other programs mean something else by their keys.
struct ONNXMetadata {
    /// What the model is called.
    let name: String?
    /// How pixels become inputs of the graph: as they are, or by a normalization that is not in it.
    let normalization: InputNormalization?
    /// What each output is called.
    let classes: [String]?
    /// The data set that the model was trained on.
    let dataset: DatasetPreset?
    /// The training recipe in words.
    let training: String?
    /// The licence of the weights.
    let license: String?

    init(_ model: ONNXModel) {
        let isOurs = model.producer.split(separator: " ").first == "swift-mnist"
        let texts = isOurs ? model.metadata : [:]
        name = texts["name"]
        classes = Self.json(texts["classes"]).flatMap(Self.strings)
        dataset = texts["dataset"].flatMap { DatasetPreset(rawValue: $0) }
        (training, license) = (texts["training"], texts["license"])
        switch texts["pixels"] {
        case "raw": normalization = .identity
        case "normalized": normalization = Self.json(texts["normalization"]).flatMap(Self.map)
        default: normalization = nil
        }
    }

    private static func json(_ text: String?) -> JSONValue? {
        text.flatMap { try? JSONValue.parse(Array($0.utf8)) }
    }

    private static func strings(_ json: JSONValue) -> [String]? {
        guard case .array(let elements) = json else { return nil }
        let strings = elements.compactMap { (element) -> String? in
            if case .string(let text) = element { text } else { nil }
        }
        return strings.count == elements.count ? strings : nil
    }

    private static func map(_ json: JSONValue) -> InputNormalization? {
        func number(_ key: String) -> Double? {
            switch json[key] {
            case .double(let number): number
            case .integer(let number): Double(number)
            default: nil
            }
        }
        guard let scale = number("scale"), let mean = number("mean"), let std = number("std") else {
            return nil
        }
        return try? InputNormalization(scale: scale, mean: mean, std: std)
    }
}
