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
        [
            "input": .string(model.source),
            "output": .string(output),
            "bytes": .integer(conversion.bytes.count),
            "name": .string(name),
            "had_manifest": .bool(model.hasManifest),
            "exact": .bool(conversion.isExact),
            "dataset": .optional(check.dataset?.rawValue),
            "images": .integer(check.images),
            "logits_equal": .bool(check.isEqual),
            "largest_logit_difference": .float(check.largestDifference),
            "largest_logit": .float(check.largestLogit),
            "changed_predictions": .integer(check.changedPredictions),
        ]
    }
}
