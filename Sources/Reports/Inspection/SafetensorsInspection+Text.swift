internal import FileIO
internal import ImageClassification
internal import Inspection
internal import NeuralNetwork
internal import Safetensors
internal import StrictJSON

extension SafetensorsInspection {
    /// What can be said: of the file, of each tensor, of the network.
    func text(storedBytes: Int, naming name: (Setting) -> String) -> String {
        let count = grouped(tensors.count)
        var head = TextTable([.left, .left, .left])
        head.append("type", "safetensors, \(count) \(tensors.count == 1 ? "tensor" : "tensors")")
        head.append(
            "size", "\(grouped(storedBytes)) bytes, \(grouped(headerByteCount)) of them header")
        head.append("SHA-256", sha256)
        for (key, value) in metadata {
            head.append(displayName(key), displayName(value, maximumLength: 200))
        }
        var foot = TextTable([.left, .left, .left])
        model?.describe(shapes: shapes, in: &foot)
        let problem = problem(naming: name)
        foot.append("use", problem.map { "not as it is: \(terminalSafe($0))" } ?? "as a model")
        return [head.text, tensorTable, foot.text].joined(separator: "\n")
    }

    private var tensorTable: String {
        var table = TextTable.ofTensors()
        for tensor in tensors {
            table.append(
                tensor: tensor.info.name, type: tensor.info.dtype.rawValue,
                shape: tensor.info.shape, byteCount: tensor.info.byteRange.count,
                tensor.statistics)
        }
        return table.text
    }

    private var shapes: [String: [Int]] {
        Dictionary(tensors.map { ($0.info.name, $0.info.shape) }) { first, _ in first }
    }
}

extension TextTable {
    /// A table with a line for each tensor of a file.
    static func ofTensors() -> TextTable {
        var table = TextTable(
            [.left, .left, .left, .left, .right, .right, .right, .right, .right, .right])
        table.append([
            "", "tensor", "dtype", "shape", "bytes", "min", "max", "mean", "std", "not finite",
        ])
        return table
    }

    /// Adds the line of a tensor.
    mutating func append(
        tensor name: String, type: String, shape: [Int], byteCount: Int,
        _ statistics: ElementStatistics?
    ) {
        let values = statistics.map { values in
            let isEmpty = values.finiteCount == 0
            return [
                values.minimum, values.maximum, values.mean, values.standardDeviation,
            ].map { isEmpty ? "" : short($0) } + [grouped(values.nonFiniteCount)]
        }
        append(
            ["", displayName(name), type, "\(shape)", grouped(byteCount)]
                + (values ?? ["", "", "", "", ""]))
    }
}

extension SafetensorsInspection.ModelOutline {
    /// Adds lines that say what the network is, and off what it is read if nothing says so.
    func describe(
        shapes: [String: [Int]], readOff source: String = "names and shapes",
        in table: inout TextTable
    ) {
        let origin = hasManifest ? "" : " (no manifest: read off \(source))"
        table.append("model", displayName(manifest.name) + origin)
        for row in origins.map({ manifest.originRows($0) }) ?? [] {
            table.append(row.key, row.text)
        }
        for note in origins?.notes ?? [] { table.append("note", terminalSafe(note)) }
        table.append("input", "images of \(manifest.input)")
        let map = manifest.normalization
        table.append("pixels", "(pixel * \(map.scale) - \(map.mean)) / \(map.std)")
        for (index, layer) in manifest.layers.enumerated() {
            let output = network.map { " → \($0.outputShapes[index])" } ?? ""
            table.append("layer \(index + 1)", layer.text(shapes: shapes) + output)
        }
        table.append("classes", manifest.classes.map { displayName($0) }.joined(separator: ", "))
        table.append(
            "work",
            "\(grouped(parameterCount)) parameters"
                + (network.map {
                    ", \(grouped($0.multiplyAddsPerImage)) multiply-adds per image"
                } ?? ""))
        describeConfidence(shapes: shapes, in: &table)
        for (key, text) in [
            ("trained on", manifest.dataset?.title), ("training", manifest.training),
            ("license", manifest.license),
        ] {
            if let text { table.append(key, displayName(text, maximumLength: 1000)) }
        }
    }
}
