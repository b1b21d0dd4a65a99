internal import FileIO
internal import ImageClassification
internal import Inspection
internal import StrictJSON

extension TableInspection {
    /// A line for each thing that can be said.
    func text(storedBytes: Int) -> String {
        var table = TextTable([.left, .left, .left])
        table.append(
            "type", "csv, \(grouped(data.imageCount)) rows of \(grouped(columnCount)) columns")
        table.append("size", "\(grouped(storedBytes)) bytes")
        if let columnNames {
            table.append(
                "columns",
                columnNames.prefix(3).map { displayName($0) }.joined(separator: ", ")
                    + (columnNames.count > 3 ? ", …" : ""))
        }
        table.append("use", data.summary)
        table.append("values", statistics.summary)
        if let labelCounts {
            let counts = labelCounts.sorted { $0.key < $1.key }
            table.append(
                "labels",
                counts.prefix(20).map { "\($0.key): \($0.value)" }.joined(separator: ", ")
                    + (counts.count > 20 ? ", … (\(counts.count) different)" : ""))
        }
        for note in data.notes { table.append("note", note) }
        return table.text
    }

    /// The members of the JSON object; `docs/command.md` documents them.
    var members: [JSONValue.Member] {
        [
            .init("format", "csv"),
            .init("columns", .integer(columnCount)),
            .init(
                "column_names",
                columnNames.map { .array($0.map { .string($0) }) } ?? .null),
            .init("data", data.json),
            .init("statistics", statistics.json),
            .init(
                "label_counts",
                labelCounts.map { counts in
                    .array(
                        counts.sorted { $0.key < $1.key }.map {
                            ["label": .integer($0.key), "count": .integer($0.value)]
                        })
                } ?? .null),
        ]
    }
}

extension DataOutline {
    /// The images in words.
    var summary: String {
        "as data: \(grouped(imageCount)) images of \(shape), "
            + (hasLabels ? "with labels" : "without labels")
    }

    var json: JSONValue {
        [
            "images": .integer(imageCount), "height": .integer(shape.height),
            "width": .integer(shape.width), "channels": .integer(shape.channels),
            "labels": .bool(hasLabels), "notes": .array(notes.map { .string($0) }),
        ]
    }
}
