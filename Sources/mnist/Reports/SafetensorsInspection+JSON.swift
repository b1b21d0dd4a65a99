import ImageClassification
import NeuralNetwork
import Safetensors
import StrictJSON

/// The keys are documented in `docs/command.md`; they stay as they are.
extension SafetensorsInspection {
    /// The members of the JSON object of a file.
    var members: [JSONValue.Member] {
        [
            .init("format", "safetensors"),
            .init("header_bytes", .integer(headerByteCount)),
            .init("sha256", .string(sha256)),
            .init("tensors", .array(tensors.map(\.json))),
            .init("metadata", .object(metadata.map { .init($0.key, .string($0.value)) })),
            .init("model", model?.json ?? .null),
            .init("problem", .optional(problem)),
        ]
    }
}

extension SafetensorsInspection.Tensor {
    fileprivate var json: JSONValue {
        [
            "name": .string(info.name), "dtype": .string(info.dtype.rawValue),
            "shape": .array(info.shape.map { .integer($0) }),
            "bytes": .integer(info.byteRange.count), "statistics": statistics?.json ?? .null,
        ]
    }
}

extension SafetensorsInspection.ModelOutline {
    fileprivate var json: JSONValue {
        let input = manifest.input
        let map = manifest.normalization
        return [
            "name": .string(manifest.name),
            "has_manifest": .bool(hasManifest),
            "input": [
                "height": .integer(input.height), "width": .integer(input.width),
                "channels": .integer(input.channels),
            ],
            "normalization": [
                "scale": .double(map.scale), "mean": .double(map.mean), "std": .double(map.std),
            ],
            "layers": .array(manifest.layers.map(\.json)),
            "classes": .array(manifest.classes.map { .string($0) }),
            "dataset": .optional(manifest.dataset?.rawValue),
            "training": .optional(manifest.training),
            "license": .optional(manifest.license),
            "parameters": .integer(parameterCount),
            "multiply_adds": .integer(multiplyAddsPerImage),
        ]
    }
}

extension ManifestLayer {
    fileprivate var json: JSONValue {
        switch self {
        case .dense(let weight, let bias, let order, let activation):
            [
                "type": "dense", "weight": .string(weight), "bias": .optional(bias),
                "order": .string(order.rawValue), "activation": .string(activation.rawValue),
            ]
        }
    }
}
