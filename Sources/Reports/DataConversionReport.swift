public import Conversion
internal import Datasets
internal import StrictJSON

/// The report of a data set that was written as IDX files.
public struct DataConversionReport {
    private let conversion: DataConversion
    private let images: String
    private let labels: String?
    private let remarks: [String]

    /// Puts a report together.
    ///
    /// - Parameters:
    ///   - conversion: What was written.
    ///   - images: The path of the new file of images.
    ///   - labels: The path of the new file of labels, if there is one.
    ///   - remarks: The conversion's remarks in sentences.
    public init(
        _ conversion: DataConversion, images: String, labels: String?, remarks: [String]
    ) {
        (self.conversion, self.images, self.labels) = (conversion, images, labels)
        self.remarks = remarks
    }

    /// The report in a form.
    public func rendered(as format: DocumentFormat) -> String {
        switch format {
        case .text: text
        case .json: json.text(pretty: true) + "\n"
        }
    }

    private var options: DataOptions {
        var options = conversion.dataset.options
        if options.pixelRange == .bytes { options.pixelRange = nil }
        return options
    }

    private var text: String {
        var table = TextTable([.left, .left])
        let words = options.words.joined(separator: ", ")
        table.append([
            "from",
            terminalSafe(conversion.dataset.images) + (words.isEmpty ? "" : " (\(words))"),
        ])
        for remark in remarks { table.append(["note", terminalSafe(remark)]) }
        table.append([
            "images",
            "\(grouped(conversion.imageCount)) of \(conversion.shape), \(terminalSafe(images))",
        ])
        if let labels { table.append(["labels", terminalSafe(labels)]) }
        return table.text
    }

    private var json: JSONValue {
        .object(
            [
                .init("images_file", .string(conversion.dataset.images)),
                .init("images", .integer(conversion.imageCount)),
                .init(
                    "shape",
                    [
                        .integer(conversion.shape.channels), .integer(conversion.shape.height),
                        .integer(conversion.shape.width),
                    ]),
                .init("output", .string(images)), .init("output_labels", .optional(labels)),
            ] + options.members
                + (remarks.isEmpty
                    ? [] : [.init("remarks", .array(remarks.map { .string($0) }))]))
    }
}
