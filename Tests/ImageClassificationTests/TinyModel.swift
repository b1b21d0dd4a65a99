import Foundation
import Safetensors
import TestSupport

/// Small models and data sets whose right answers are known by construction.
enum TinyModel {
    /// A model of images 2 × 2 that answers with the position of the brightest pixel.
    static func brightestPixel(in folder: TemporaryFolder) throws -> String {
        try model(in: folder, layers: [identity], scale: 0.00392156862745098)
    }

    /// A model that answers NaN, ∞ - ∞, to images whose first two pixels are 2 or more.
    static func overflowing(in folder: TemporaryFolder) throws -> String {
        var difference = identity
        difference[4] = -1
        return try model(in: folder, layers: [identity.map { $0 * 3e38 }, difference], scale: 1)
    }

    private static let identity: [Float] = (0..<16).map { $0 % 5 == 0 ? 1 : 0 }

    private static func model(
        in folder: TemporaryFolder, layers: [[Float]], scale: Double
    ) throws -> String {
        let tensors = layers.enumerated().flatMap { index, weights in
            [
                TensorData(name: "W\(index + 1)", shape: [4, 4], floats: weights),
                TensorData(name: "b\(index + 1)", shape: [4], floats: [0, 0, 0, 0]),
            ]
        }
        let declarations = layers.indices.map { index in
            """
            {"type": "dense", "weight": "W\(index + 1)", "bias": "b\(index + 1)",
             "order": "input-output",
             "activation": "\(index + 1 == layers.count ? "softmax" : "identity")"}
            """
        }
        let manifest = """
            {"version": 1, "name": "brightest", "input": {"height": 2, "width": 2, "channels": 1},
             "normalization": {"scale": \(scale), "mean": 0, "std": 1},
             "layers": [\(declarations.joined(separator: ", "))],
             "classes": ["a", "b", "c", "d"]}
            """
        return try folder.write(
            try SafetensorsFile.serialize(tensors, metadata: ["manifest": manifest]),
            to: "tiny-\(layers.count).safetensors")
    }

    /// Images 2 × 2 whose brightest pixel is at the position given.
    static func images(brightest positions: [Int]) -> [UInt8] {
        positions.flatMap { position in (0..<4).map { $0 == position ? 200 : 50 } }
    }
}
