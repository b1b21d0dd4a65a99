internal import Figures
internal import ImageClassification
internal import StrictJSON

/// What reports say of confidences. The keys are documented in `docs/command.md`; they stay as
/// they are.
extension Calibration {
    /// The errors in one line.
    var text: String {
        let mass = equalMass.map { "\(percent($0.expectedError)) of equal mass; " } ?? ""
        return "\(percent(equalWidth.expectedError))  (\(Self.binCount) bins of equal width; "
            + "\(mass)MCE \(percent(equalWidth.maximumError)))"
    }

    /// - Parameter listsBins: Whether each bin is told.
    func json(listsBins: Bool) -> [JSONValue.Member] {
        [
            .init("bins", .integer(Self.binCount)),
            .init("equal_width", equalWidth.json(listsBins: listsBins)),
            .init("equal_mass", equalMass?.json(listsBins: listsBins) ?? .null),
        ]
    }

    /// A line for each bin of equal width that is not empty, its accuracy as a bar with a mark at
    /// the mean confidence.
    var diagram: String {
        var table = TextTable([.left, .right, .right, .right, .left])
        table.append(["confidence", "images", "accuracy", "gap", ""])
        for bin in equalWidth.bins where bin.count > 0 {
            let range = "\(fixed(bin.range.lowerBound, 3)) to \(fixed(bin.range.upperBound, 3))"
            table.append([
                range, grouped(bin.count), percent(bin.accuracy), percent(bin.gap),
                Self.bar(of: bin),
            ])
        }
        return "reliability: a bar is the accuracy, and should end at │, the mean confidence\n\n"
            + table.text
    }

    private static let barLength = 40

    private static func bar(of bin: Bin) -> String {
        let filled = Int((bin.accuracy * Double(barLength)).rounded())
        let mark = Int((bin.confidence * Double(barLength)).rounded())
        return String(
            (0...barLength).map { column in
                column == mark ? "│" : column < filled ? "█" : " "
            })
    }

    /// A table of all bins of both kinds.
    var csv: String {
        let binnings =
            [("equal_width", equalWidth)] + (equalMass.map { [("equal_mass", $0)] } ?? [])
        return csvLine(["binning", "bin", "lower", "upper", "count", "correct", "confidence"])
            + binnings.flatMap { name, binning in
                binning.bins.enumerated().map { index, bin in
                    csvLine([
                        name, "\(index)", "\(bin.range.lowerBound)", "\(bin.range.upperBound)",
                        "\(bin.count)", "\(bin.correct)", "\(bin.confidence)",
                    ])
                }
            }.joined()
    }
}

extension Calibration.Binning {
    fileprivate func json(listsBins: Bool) -> JSONValue {
        .object(
            [
                .init("expected_error", .double(expectedError)),
                .init("maximum_error", .double(maximumError)),
            ] + (listsBins ? [.init("bins", .array(bins.map(\.json)))] : []))
    }
}

extension Calibration.Bin {
    fileprivate var json: JSONValue {
        [
            "lower": .double(range.lowerBound), "upper": .double(range.upperBound),
            "count": .integer(count), "correct": .integer(correct),
            "confidence": .double(confidence),
        ]
    }
}
