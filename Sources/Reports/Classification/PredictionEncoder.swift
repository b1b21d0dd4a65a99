internal import FileIO
public import IDX
public import ImageClassification
internal import StrictJSON

/// The form in which predictions are written.
public enum PredictionFormat: String, CaseIterable, Sendable {
    /// Lines of `index,class,probability` after a line with these names.
    case csv
    /// A JSON object on each line.
    case jsonl
    /// A label file, [N], of u8 or, with more than 256 classes, of i32.
    case idx
}

/// Writes predictions one batch after the other; all parts together are the file.
public struct PredictionEncoder {
    private let format: PredictionFormat
    private let isKaggle: Bool
    private let firstLabel: Int
    private let classNames: [String]
    private var labels: IDXWriter?

    /// Begins a file.
    ///
    /// - Parameters:
    ///   - format: The form.
    ///   - isKaggle: Whether CSV has Kaggle's columns, `ImageId,Label`, with images from 1.
    ///   - firstLabel: The label of class 0.
    ///   - classNames: What each class is called.
    ///   - count: The number of predictions.
    ///   - compresses: Whether a label file is compressed by gzip.
    /// - Throws: `IDXError` for a number of predictions that no label file can have.
    public init(
        _ format: PredictionFormat, isKaggle: Bool = false, firstLabel: Int = 0,
        classNames: [String], count: Int, compresses: Bool = false
    ) throws(IDXError) {
        self.format = format
        self.isKaggle = isKaggle
        self.firstLabel = firstLabel
        self.classNames = classNames
        if format == .idx {
            labels = try IDXWriter(
                type: isWide ? .int32 : .uint8, dimensions: [count], compresses: compresses)
        }
    }

    private var isWide: Bool { firstLabel < 0 || firstLabel + classNames.count > 256 }

    /// What precedes the first prediction.
    public func header() -> [UInt8] {
        guard format == .csv else { return [] }
        return Array((isKaggle ? "ImageId,Label\n" : "index,class,probability\n").utf8)
    }

    /// The next predictions.
    ///
    /// - Throws: `IDXError` for more predictions than were announced to a label file.
    public mutating func encode(_ predictions: [Prediction]) throws(IDXError) -> [UInt8] {
        switch format {
        case .csv:
            var text = ""
            for answer in predictions {
                let label = answer.classIndex + firstLabel
                text +=
                    isKaggle
                    ? "\(answer.index + 1),\(label)\n"
                    : "\(answer.index),\(label),\(answer.probability)\n"
            }
            return Array(text.utf8)
        case .jsonl:
            return Array(predictions.map { json($0).text() + "\n" }.joined().utf8)
        case .idx:
            let shifts = isWide ? [24, 16, 8, 0] : [0]
            let bytes = predictions.flatMap { answer in
                shifts.map { UInt8(truncatingIfNeeded: (answer.classIndex + firstLabel) >> $0) }
            }
            return try labels?.encode(bytes) ?? []
        }
    }

    /// What follows the last prediction.
    ///
    /// - Throws: `IDXError` when a label file lacks predictions.
    public mutating func finish() throws(IDXError) -> [UInt8] { try labels?.finish() ?? [] }

    /// What the class is called: its number where fewer names were given than there are classes.
    private func name(of index: Int) -> String {
        classNames.indices.contains(index) ? classNames[index] : "\(index)"
    }

    private func json(_ answer: Prediction) -> JSONValue {
        [
            "index": .integer(answer.index), "class": .integer(answer.classIndex + firstLabel),
            "name": .string(name(of: answer.classIndex)),
            "probability": .float(answer.probability),
        ]
    }
}
