public import Conversion
public import Datasets
internal import Figures
internal import FileIO
public import ImageClassification
internal import Metrics
internal import NeuralNetwork
internal import StrictJSON

/// The report of a quantization.
public struct QuantizationReport {
    let quantization: ModelQuantization
    let comparison: ModelComparison
    let change: ModelQuantization.LogitChange
    let calibration: LabeledImages
    let dataset: LabeledImages
    let output: String

    /// Puts a report together.
    ///
    /// - Parameters:
    ///   - quantization: What was made.
    ///   - comparison: How the answers compare with those of the original.
    ///   - change: How the logits compare.
    ///   - calibration: The images of the calibration.
    ///   - dataset: The images that were compared.
    ///   - output: The path of the new file.
    public init(
        quantization: ModelQuantization, comparison: ModelComparison,
        change: ModelQuantization.LogitChange, calibration: LabeledImages, dataset: LabeledImages,
        output: String
    ) {
        self.quantization = quantization
        self.comparison = comparison
        self.change = change
        self.calibration = calibration
        self.dataset = dataset
        self.output = output
    }

    /// The report in a form.
    public func rendered(as format: DocumentFormat) -> String {
        switch format {
        case .text: text
        case .json: json.text(pretty: true) + "\n"
        }
    }

    private var model: Model { quantization.original.model }

    /// The size of the new file, as a share of the old one.
    private var share: Double {
        Double(quantization.bytes.count) / Double(max(quantization.originalByteCount, 1))
    }

    private var text: String {
        var table = TextTable([.left, .left])
        table.append(["input", model.summary])
        for row in model.originRows { table.append([row.key, row.text]) }
        table.append([
            "output",
            "\(terminalSafe(output)), \(grouped(quantization.bytes.count)) bytes, "
                + "\(fixed(share, 3)) of the size",
        ])
        table.append([
            "calibration",
            "\(grouped(quantization.calibrationCount)) images of "
                + "\(terminalSafe(calibration.images)): \(quantization.choice)",
        ])
        table.append([
            "compared", "\(grouped(comparison.total)) images of \(terminalSafe(dataset.images))",
        ])
        for (name, accuracy) in zip(["before", "after"], comparison.accuracies) {
            table.append([
                name,
                "\(grouped(accuracy.correct)) right, \(accuracy.percentage)  "
                    + "(95 % Wilson interval \(accuracy.intervalText))",
            ])
        }
        table.append(["answers", "\(grouped(comparison.disagreementCount)) changed"])
        let test = comparison.mcNemarTest
        table.append([
            "McNemar",
            "\(test.pValue < 1e-4 ? "p < 0.0001" : "p = \(fixed(test.pValue, 4))")  (exact, "
                + "two-sided; only right before \(grouped(test.onlyFirst)), only right after "
                + "\(grouped(test.onlySecond)))",
        ])
        table.append([
            "logits",
            "differ by \(short(Double(change.largest))) at most; the largest is "
                + short(Double(change.largestLogit)),
        ])
        return table.text
    }

    /// The keys are documented in `docs/command.md`; they stay as they are.
    private var json: JSONValue {
        let test = comparison.mcNemarTest
        let sides = zip(["before", "after"], comparison.accuracies).map { name, accuracy in
            JSONValue.Member(name, .object(accuracy.json))
        }
        return .object(
            [
                .init("input", .string(model.source)), .init("output", .string(output)),
                .init("name", .string(quantization.quantized.model.manifest.name)),
                .init("bytes_before", .integer(quantization.originalByteCount)),
                .init("bytes_after", .integer(quantization.bytes.count)),
                .init("calibration", .string(calibration.images)),
                .init("calibration_images", .integer(quantization.calibrationCount)),
                .init("choice", .string("\(quantization.choice)")),
                .init(
                    "tried",
                    .array(
                        quantization.tried.map { choice, error in
                            .object([
                                .init("choice", .string("\(choice)")),
                                .init("mean_squared_difference", .double(error)),
                            ])
                        })),
                .init("dataset", .string(dataset.images)),
                .init("images", .integer(comparison.total)),
            ] + sides + [
                .init("changed_answers", .integer(comparison.disagreementCount)),
                .init("only_before_correct", .integer(test.onlyFirst)),
                .init("only_after_correct", .integer(test.onlySecond)),
                .init(
                    "mcnemar",
                    .object([
                        .init("discordant", .integer(test.discordant)),
                        .init("p_value", .double(test.pValue)),
                    ])),
                .init("largest_logit_difference", .float(change.largest)),
                .init("largest_logit", .float(change.largestLogit)),
            ] + model.originMembers)
    }
}
