internal import Figures
internal import IDX
internal import ImageClassification
internal import Inspection
internal import StrictJSON

extension IDXInspection {
    /// A line for each thing that can be said.
    func text(storedBytes: Int) -> String {
        var table = TextTable([.left, .left, .left])
        table.append("type", "IDX, \(isCompressed ? "compressed by gzip" : "not compressed")")
        table.append("shape", "\(header.dimensions) \(header.elementType)\(meaning)")
        let content = header.encodedByteCount + header.byteCount
        table.append(
            "size",
            isCompressed
                ? "\(grouped(storedBytes)) bytes, \(grouped(content)) decompressed"
                : "\(grouped(storedBytes)) bytes")
        if let payloadSHA256 {
            table.append("SHA-256", "\(payloadSHA256)\(isCompressed ? " (decompressed)" : "")")
            table.append("known as", published?.title ?? "none of the published test sets")
        }
        if let statistics {
            table.append("values", statistics.summary)
            if header.elementType == .uint8, imageShape != nil {
                table.append(
                    "as 0 to 1",
                    "mean \(fixed(statistics.mean / 255, 4)), "
                        + "std \(fixed(statistics.standardDeviation / 255, 4))")
            }
        } else {
            table.append(
                "values", "not looked at: an item is larger than \(Self.largestItem >> 20) MiB")
        }
        if let labelCounts {
            let counts = labelCounts.sorted { $0.key < $1.key }
            table.append(
                "labels",
                counts.prefix(20).map { "\($0.key): \($0.value)" }.joined(separator: ", ")
                    + (counts.count > 20 ? ", … (\(counts.count) different)" : ""))
        }
        for note in notes { table.append("note", note) }
        return table.text
    }

    private var meaning: String {
        if let imageShape { return ": \(grouped(header.itemCount)) images of \(imageShape)" }
        return header.rank == 1 ? ": \(grouped(header.itemCount)) labels or numbers" : ""
    }

    /// The members of the JSON object; `docs/command.md` documents them.
    var members: [JSONValue.Member] {
        [
            .init("format", "idx"),
            .init("compressed", .bool(isCompressed)),
            .init("dtype", .string("\(header.elementType)")),
            .init("shape", .array(header.dimensions.map { .integer($0) })),
            .init("payload_bytes", .integer(header.encodedByteCount + header.byteCount)),
            .init("payload_sha256", .optional(payloadSHA256)),
            .init("published", published?.json ?? .null),
            .init("statistics", statistics?.json ?? .null),
            .init("label_counts", labelCountsJSON),
            .init("notes", .array(notes.map { .string($0) })),
        ]
    }

    private var labelCountsJSON: JSONValue {
        guard let labelCounts else { return .null }
        return .array(
            labelCounts.sorted { $0.key < $1.key }.map {
                ["label": .integer($0.key), "count": .integer($0.value)]
            })
    }
}

extension IDXInspection.PublishedFile {
    fileprivate var title: String { "\(preset.title) test \(isLabels ? "labels" : "images")" }

    fileprivate var json: JSONValue {
        ["dataset": .string(preset.rawValue), "content": isLabels ? "labels" : "images"]
    }
}
