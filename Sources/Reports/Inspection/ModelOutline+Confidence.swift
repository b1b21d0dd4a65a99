internal import FileIO
internal import ImageClassification
internal import Inspection
internal import StrictJSON

/// What a file says of images of no class, of calibration and of prediction sets.
extension SafetensorsInspection.ModelOutline {
    /// Adds lines of what there is.
    func describeConfidence(shapes: [String: [Int]], in table: inout TextTable) {
        func words(_ description: String?) -> String {
            description.map { "; " + displayName($0, maximumLength: 1_000) } ?? ""
        }
        if let rejection = manifest.rejection {
            let parameters = rejectionParameterCount.map { ", \(grouped($0)) parameters" } ?? ""
            table.append(
                "rejection",
                "\(manifest.rejectedName) above \(rejection.threshold)\(parameters)"
                    + words(rejection.description))
            for (index, layer) in rejection.layers.enumerated() {
                table.append("  layer \(index + 1)", layer.text(shapes: shapes))
            }
        }
        if let calibration = manifest.calibration {
            table.append(
                "calibrated",
                "by temperature \(calibration.temperature), which is part of the weights"
                    + words(calibration.description))
        }
        if let conformal = manifest.conformal {
            table.append(
                "sets",
                "\(grouped(conformalScoreCount ?? 0)) scores for prediction sets"
                    + words(conformal.description))
        }
    }

    /// The keys are documented in `docs/command.md`; they stay as they are.
    var confidenceMembers: [JSONValue.Member] {
        var members: [JSONValue.Member] = []
        if let rejection = manifest.rejection {
            members.append(
                .init(
                    "rejection",
                    [
                        "layers": .array(rejection.layers.map(\.json)),
                        "threshold": .double(rejection.threshold),
                        "description": .optional(rejection.description),
                        "parameters": .integer(rejectionParameterCount ?? 0),
                    ]))
        }
        if let calibration = manifest.calibration {
            members.append(
                .init(
                    "calibration",
                    [
                        "temperature": .double(calibration.temperature),
                        "description": .optional(calibration.description),
                    ]))
        }
        if let conformal = manifest.conformal {
            members.append(
                .init(
                    "conformal",
                    [
                        "scores": .string(conformal.scores),
                        "count": .integer(conformalScoreCount ?? 0),
                        "description": .optional(conformal.description),
                    ]))
        }
        return members
    }
}
