public import Conversion
internal import FileIO
internal import ImageClassification
internal import NeuralNetwork
internal import Safetensors
internal import StrictJSON

/// The report of a conversion.
public struct ConversionReport {
    let conversion: ModelConversion
    let check: ConversionCheck
    let output: String

    /// Puts a report together.
    ///
    /// - Parameters:
    ///   - conversion: The conversion.
    ///   - check: How the answers compare.
    ///   - output: The path of the new file.
    public init(conversion: ModelConversion, check: ConversionCheck, output: String) {
        self.conversion = conversion
        self.check = check
        self.output = output
    }

    private var model: Model { conversion.original.model }
    private var name: String { conversion.converted.model.manifest.name }

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
        for row in model.originRows { table.append([row.key, row.text]) }
        table.append([
            "output", "\(terminalSafe(output)), \(grouped(conversion.bytes.count)) bytes",
        ])
        table.append([
            "model", "\(displayName(name)), \(grouped(model.network.parameterCount)) parameters",
        ])
        table.append([
            "weights", conversion.isExact ? "all have kept their values" : "are rounded",
        ])
        let images = check.dataset.map { "images of \($0.title)'s test set" } ?? "random images"
        table.append(["checked", "\(grouped(check.images)) \(images)"])
        table.append(["logits", logits])
        table.append(["answers", "\(grouped(check.changedPredictions)) changed"])
        return table.text
    }

    private var logits: String {
        if check.isEqual { return "equal, bit by bit" }
        return "differ by \(short(Double(check.largestDifference))) at most; the largest is "
            + short(Double(check.largestLogit))
    }

    /// The keys are documented in `docs/command.md`; they stay as they are.
    private var json: JSONValue {
        .object(
            [
                .init("input", .string(model.source)),
                .init("output", .string(output)),
                .init("bytes", .integer(conversion.bytes.count)),
                .init("name", .string(name)),
                .init("had_manifest", .bool(model.hasManifest)),
                .init("exact", .bool(conversion.isExact)),
                .init("dataset", .optional(check.dataset?.rawValue)),
                .init("images", .integer(check.images)),
                .init("logits_equal", .bool(check.isEqual)),
                .init("largest_logit_difference", .float(check.largestDifference)),
                .init("largest_logit", .float(check.largestLogit)),
                .init("changed_predictions", .integer(check.changedPredictions)),
            ] + model.originMembers)
    }
}
