import Foundation
import Safetensors

/// Small models and data sets whose right answers are known by construction.
enum TinyModel {
    /// A model of images 2 × 2 that answers with the position of the brightest pixel.
    static func brightestPixel(in folder: TemporaryFolder) throws -> String {
        let identity: [Float] = (0..<16).map { $0 % 5 == 0 ? 1 : 0 }
        let tensors = [
            TensorData(name: "W1", shape: [4, 4], floats: identity),
            TensorData(name: "b1", shape: [4], floats: [0, 0, 0, 0]),
        ]
        let manifest = """
            {"version": 1, "name": "brightest", "input": {"height": 2, "width": 2, "channels": 1},
             "normalization": {"scale": 0.00392156862745098, "mean": 0, "std": 1},
             "layers": [{"type": "dense", "weight": "W1", "bias": "b1", "order": "input-output",
                         "activation": "softmax"}],
             "classes": ["a", "b", "c", "d"]}
            """
        return try folder.write(
            try SafetensorsFile.serialize(tensors, metadata: ["manifest": manifest]),
            to: "brightest.safetensors")
    }

    /// Images 2 × 2 whose brightest pixel is at the position given.
    static func images(brightest positions: [Int]) -> [UInt8] {
        positions.flatMap { position in (0..<4).map { $0 == position ? 200 : 50 } }
    }
}
