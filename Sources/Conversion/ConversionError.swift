public import FileIO
public import Safetensors

/// Why a model cannot be converted.
public enum ConversionError: FileFault, Hashable {
    /// A finite weight is too large for the new type.
    case overflow(file: String, tensor: String, position: [Int], value: String, dtype: DType)
    /// No weight has changed, but an answer has: a mistake in this package.
    case answersDiffer(file: String, difference: Float)
    /// More predictions change than may.
    case predictionsChange(file: String, allowed: Double, check: ConversionCheck)
    /// A layer or activation that cannot be said in ONNX.
    case noONNXForm(file: String, layer: String)
    /// A network that cannot be made one of integers.
    case notQuantizable(file: String, reason: String)
    /// More right answers are lost by quantization than may be.
    case accuracyDrops(file: String, allowed: Double, before: Int, after: Int, images: Int)
    /// The new file does not say what it was made of: a mistake in this package.
    case readsBackDifferent(file: String, part: String)

    /// The file that was to be converted.
    public var file: String {
        switch self {
        case .overflow(let file, _, _, _, _), .answersDiffer(let file, _),
            .predictionsChange(let file, _, _), .noONNXForm(let file, _),
            .notQuantizable(let file, _), .accuracyDrops(let file, _, _, _, _),
            .readsBackDifferent(let file, _):
            file
        }
    }

    /// One sentence: the file, what was expected and what was found.
    public var description: String {
        switch self {
        case .overflow(let file, let tensor, let position, let value, let dtype):
            """
            \(file): \(tensor)[\(position.map(String.init).joined(separator: ","))] is \(value), \
            which is beyond \(dtype.rawValue); expected finite weights to stay finite
            """
        case .answersDiffer(let file, let difference):
            """
            \(file): expected the same logits after a conversion that changes no weight, found a \
            difference of \(difference)
            """
        case .predictionsChange(let file, let allowed, let check):
            """
            \(file): expected at most \(Int(allowed * Double(check.images))) of \(check.images) \
            predictions to change, found \(check.changedPredictions)
            """
        case .noONNXForm(let file, let layer):
            "\(file): expected layers that ONNX can express, found \(layer)"
        case .notQuantizable(let file, let reason):
            "\(file): cannot be quantized: \(reason)"
        case .accuracyDrops(let file, let allowed, let before, let after, let images):
            """
            \(file): expected quantization to lose at most \(Self.percent(allowed)) of right answers, \
            found \(Self.percent(Double(before - after) / Double(max(images, 1)))): \(before) of \
            \(images) before, \(after) after
            """
        case .readsBackDifferent(let file, let part):
            "\(file): expected to read back what was written, found another \(part)"
        }
    }

    /// A share in percent, with two digits.
    private static func percent(_ share: Double) -> String {
        let hundredths = Int((share * 10_000).rounded())
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest) %"
    }
}
