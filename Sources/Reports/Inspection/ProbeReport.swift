internal import FileIO
internal import ImageClassification
public import Inspection
internal import NeuralNetwork
internal import StrictJSON

/// The report of a probe: each range of pixels with the accuracy that it gives.
public struct ProbeReport {
    let probe: PixelProbe

    /// Puts a report together.
    public init(_ probe: PixelProbe) { self.probe = probe }

    /// The report in a form.
    public func rendered(as format: DocumentFormat) -> String {
        switch format {
        case .text: text
        case .json: json.text(pretty: true) + "\n"
        }
    }

    private var text: String {
        var head = TextTable([.left, .left])
        head.append(["model", probe.model.summary])
        for statement in statements {
            head.append([statement.origin.rawValue, statement.text])
        }
        head.append([
            "data",
            probe.dataset.preset.map { "\($0.title) test set" }
                ?? terminalSafe(probe.dataset.images),
        ])
        var table = TextTable([.left, .right, .right, .left])
        table.append(["pixels become", "correct", "accuracy", "options"])
        for candidate in probe.candidates {
            let accuracy = AccuracyReport(correct: candidate.correct, total: probe.images)
            let map = candidate.normalization
            table.append([
                candidate.name + (candidate.isInverted ? ", inverted" : ""),
                grouped(candidate.correct), accuracy.percentage,
                "--scale \(map.scale) --mean \(map.mean) --std \(map.std)",
            ])
        }
        return head.text + "\n" + table.text
            + "\nNone is chosen: accuracy does not tell what the network was trained with.\n"
    }

    /// All but the normalization, which is what is tried.
    private var statements: [ModelStatement] {
        guard let origins = probe.model.origins else { return [] }
        return probe.model.manifest.statements(origins).filter { $0.key != "normalization" }
    }

    /// The keys are documented in `docs/command.md`; they stay as they are.
    private var json: JSONValue {
        .object([
            .init("model", probe.model.json), .init("images_file", .string(probe.dataset.images)),
            .init("labels_file", .string(probe.dataset.labelSource)),
            .init("images", .integer(probe.images)),
            .init(
                "probe",
                .array(
                    probe.candidates.map { candidate in
                        [
                            "name": .string(candidate.name),
                            "inverted": .bool(candidate.isInverted),
                            "scale": .double(candidate.normalization.scale),
                            "mean": .double(candidate.normalization.mean),
                            "std": .double(candidate.normalization.std),
                            "correct": .integer(candidate.correct),
                            "accuracy": .double(
                                probe.images == 0
                                    ? 0 : Double(candidate.correct) / Double(probe.images)),
                        ]
                    })),
        ])
    }
}
