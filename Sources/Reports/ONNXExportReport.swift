public import Conversion
internal import FileIO
internal import ImageClassification
internal import NeuralNetwork
internal import ONNX
internal import StrictJSON

/// The report of a model that was written as ONNX.
public struct ONNXExportReport {
    let export: ONNXExport
    let output: String

    /// Puts a report together.
    ///
    /// - Parameters:
    ///   - export: The new file.
    ///   - output: Its path.
    public init(export: ONNXExport, output: String) {
        self.export = export
        self.output = output
    }

    private var model: Model { export.model }
    private var graph: ONNXGraph { export.onnx.graph }

    /// The report in a form.
    public func rendered(as format: DocumentFormat) -> String {
        switch format {
        case .text: text
        case .json: json.text(pretty: true) + "\n"
        }
    }

    private var text: String {
        var table = TextTable([.left, .left])
        table.append([
            "input",
            terminalSafe(model.source) + (model.hasManifest ? "" : " (without a manifest)"),
        ])
        table.append([
            "output", "\(terminalSafe(output)), \(grouped(export.bytes.count)) bytes",
        ])
        table.append([
            "model",
            "\(displayName(export.name)), \(grouped(model.network.parameterCount)) parameters",
        ])
        table.append([
            "graph", "ONNX opset \(export.onnx.opset), \(grouped(graph.nodes.count)) nodes",
        ])
        table.append(["takes", graph.inputs.map { "\($0.text), \(pixels)" }.joined()])
        table.append(["gives", graph.outputs.map(\.text).joined()])
        if !export.leftOut.isEmpty {
            table.append(["without", export.leftOut.joined(separator: ", ")])
        }
        return table.text
    }

    private var pixels: String {
        let map = model.manifest.normalization
        return switch export.pixels {
        case .raw: "pixels 0…255 as they are"
        case .normalized: "pixels as (pixel * \(map.scale) - \(map.mean)) / \(map.std)"
        }
    }

    /// The keys are documented in `docs/command.md`; they stay as they are.
    private var json: JSONValue {
        let members: [JSONValue.Member] = [
            .init("input", .string(model.source)),
            .init("output", .string(output)),
            .init("bytes", .integer(export.bytes.count)),
            .init("name", .string(export.name)),
            .init("had_manifest", .bool(model.hasManifest)),
            .init("opset", .integer(export.onnx.opset)),
            .init("nodes", .integer(graph.nodes.count)),
            .init("pixels", .string(export.pixels.rawValue)),
            .init("inputs", .array(graph.inputs.map(\.json))),
            .init("outputs", .array(graph.outputs.map(\.json))),
        ]
        let leftOut = export.leftOut.map { JSONValue.string($0) }
        return .object(members + (leftOut.isEmpty ? [] : [.init("left_out", .array(leftOut))]))
    }
}

extension ONNXValueInfo {
    /// Name, type and shape in one line: `input: float [N, 1, 28, 28]`.
    var text: String {
        let type = type.map(\.description) ?? "no tensor"
        let shape = shape.map { " [\($0.map(\.text).joined(separator: ", "))]" }
        return "\(displayName(name)): \(type)\(shape ?? (self.type == nil ? "" : " of any shape"))"
    }

    /// The shape is `null` where the file does not say, an axis of any extent as well.
    var json: JSONValue {
        [
            "name": .string(name), "type": .optional(type?.description),
            "shape": shape.map { .array($0.map(\.json)) } ?? .null,
        ]
    }
}

extension ONNXDimension {
    fileprivate var text: String {
        switch self {
        case .known(let extent): "\(extent)"
        case .named(let name): displayName(name)
        case .unknown: "?"
        }
    }

    fileprivate var json: JSONValue {
        switch self {
        case .known(let extent): .integer(extent)
        case .named(let name): .string(name)
        case .unknown: .null
        }
    }
}
