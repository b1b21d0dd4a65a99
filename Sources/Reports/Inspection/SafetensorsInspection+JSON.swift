internal import FileIO
internal import ImageClassification
internal import Inspection
internal import NeuralNetwork
internal import Safetensors
internal import StrictJSON
internal import TensorCore

/// The keys are documented in `docs/command.md`; they stay as they are.
extension SafetensorsInspection {
    /// The members of the JSON object of a file.
    func members(naming name: (Setting) -> String) -> [JSONValue.Member] {
        [
            .init("format", "safetensors"),
            .init("header_bytes", .integer(headerByteCount)),
            .init("sha256", .string(sha256)),
            .init("tensors", .array(tensors.map(\.json))),
            .init("metadata", .object(metadata.map { .init($0.key, .string($0.value)) })),
            .init("model", model?.json ?? .null),
            .init("problem", .optional(problem(naming: name))),
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
    /// The object under the key `model`.
    var json: JSONValue {
        let input = manifest.input
        let map = manifest.normalization
        let members: [JSONValue.Member] = [
            .init("name", .string(manifest.name)),
            .init("has_manifest", .bool(hasManifest)),
            .init(
                "input",
                [
                    "height": .integer(input.height), "width": .integer(input.width),
                    "channels": .integer(input.channels),
                ]),
            .init(
                "normalization",
                [
                    "scale": .double(map.scale), "mean": .double(map.mean),
                    "std": .double(map.std),
                ]),
            .init("layers", .array(layers)),
            .init("classes", .array(manifest.classes.map { .string($0) })),
            .init("dataset", .optional(manifest.dataset?.rawValue)),
            .init("training", .optional(manifest.training)),
            .init("license", .optional(manifest.license)),
            .init("parameters", .integer(parameterCount)),
            .init("multiply_adds", network.map { .integer($0.multiplyAddsPerImage) } ?? .null),
        ]
        let origins = origins.map { manifest.originJSON($0) }
        return .object(
            members + confidenceMembers + (origins.map { [.init("origins", $0)] } ?? []))
    }

    /// The layers as the manifest has them, with what each gives for an image.
    private var layers: [JSONValue] {
        manifest.layers.enumerated().map { index, layer in
            guard case .object(var members) = layer.json else { return layer.json }
            members += layer.spelling.missingKeys.map { .init($0, .null) }
            let shape = network?.outputShapes[index]
            members.append(
                .init(
                    "output_shape",
                    shape.map { shape in
                        .array(shape.extents.map { .integer($0) })
                    } ?? .null))
            return .object(members)
        }
    }
}
