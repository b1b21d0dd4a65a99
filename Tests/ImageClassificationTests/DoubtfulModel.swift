import ImageClassification
import Safetensors
import TestSupport

/// Models of images 2 × 2 that answer with the brightest pixel, and know more besides: whether an
/// image is too bright to be any class, and scores of calibration.
enum DoubtfulModel {
    /// The logit of rejection is the sum of the pixels, 0…1 each.
    static let rejection = """
        {"layers": [{"type": "dense", "weight": "r.weight", "bias": "r.bias",
                     "order": "input-output", "activation": "identity"}],
         "threshold": 2.5, "description": "bright"}
        """
    static let calibration = #"{"temperature": 1.25, "description": "on held-out images"}"#
    static let conformal = #"{"scores": "calibration.scores", "description": "made up"}"#

    static var tensors: [TensorData] {
        [
            TensorData(
                name: "W", shape: [4, 4], floats: (0..<16).map { $0 % 5 == 0 ? 1 : 0 }),
            TensorData(name: "b", shape: [4], floats: [0, 0, 0, 0]),
            TensorData(name: "r.weight", shape: [4, 1], floats: [1, 1, 1, 1]),
            TensorData(name: "r.bias", shape: [1], floats: [0]),
            // Ascending, with a score that half precision would change.
            TensorData(
                name: "calibration.scores", shape: [120],
                floats: (0..<120).map { 0.1 + Float($0) * 0.0061 }),
        ]
    }

    /// Writes a model whose manifest has the keys given.
    static func write(
        in folder: TemporaryFolder, name: String = "doubtful", activation: String = "softmax",
        keys: [String] = [
            #""rejection": \#(rejection)"#, #""calibration": \#(calibration)"#,
            #""conformal": \#(conformal)"#,
        ], tensors: [TensorData] = tensors
    ) throws -> String {
        let manifest = """
            {"version": 1, "name": "doubtful", "input": {"height": 2, "width": 2, "channels": 1},
             "normalization": {"scale": 0.00392156862745098, "mean": 0, "std": 1},
             "layers": [{"type": "dense", "weight": "W", "bias": "b", "order": "input-output",
                         "activation": "\(activation)"}],
             "classes": ["a", "b", "c", "d"]\(keys.map { ", " + $0 }.joined())}
            """
        return try folder.write(
            try SafetensorsFile.serialize(tensors, metadata: ["manifest": manifest]),
            to: "\(name).safetensors")
    }
}
