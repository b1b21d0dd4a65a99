internal import CSV
internal import FileIO

/// What the columns of a table of images are: pixels side by side, and a label before or after them.
struct TableColumns {
    let layout: CSVLayout
    /// What was passed over, without the file's name.
    let notes: [String]
    /// What was told from the number of columns rather than said.
    let remarks: [DataRemark]

    private static let labelNames = ["label", "labels", "class", "target", "y", "digit"]
    /// Numbers of images, which say nothing of them.
    private static let indexNames = ["", "id", "index", "imageid", "unnamed: 0"]
    /// The fewest pixels that are taken for an image without being told, 7 × 7.
    private static let fewestPixels = 49

    init(_ reader: CSVReader, _ options: DataOptions) throws(DataSelectionError) {
        let file = reader.source
        let count = reader.firstLine.count
        let names = reader.hasHeader ? reader.firstLine.map { $0.lowercased() } : nil
        var roles = [CSVLayout.Column?](repeating: nil, count: count)
        var notes: [String] = []
        var remarks: [DataRemark] = []
        func wrong(_ expected: String, _ found: String) -> DataSelectionError {
            .columns(file: file, expected: expected, found: found, setting: .labelColumn)
        }
        switch options.selection.labelColumn {
        case .first?: roles[0] = .number
        case .last?: roles[count - 1] = .number
        case .some(.none): break
        case .named(let name)?:
            let places = reader.firstLine.indices.filter { reader.firstLine[$0] == name }
            guard reader.hasHeader, places.count == 1 else {
                throw wrong(
                    "one column named \(displayName(name))",
                    reader.hasHeader ? "\(places.count)" : "no line of names")
            }
            roles[places[0]] = .number
        case nil:
            if let names {
                let places = names.indices.filter { Self.labelNames.contains(names[$0]) }
                guard places.count <= 1 else {
                    throw wrong(
                        "one column of labels",
                        places.map { displayName(reader.firstLine[$0]) }.joined(separator: ", "))
                }
                for place in places { roles[place] = .number }
            } else if Self.isImage(count - 1, options), !Self.isImage(count, options) {
                // The usual order of such files; the corner of an image would be constant.
                roles[0] = .number
                remarks.append(
                    DataRemark(
                        file: file,
                        "without a line of names, column 1 of \(count) is taken for the label",
                        settings: [.labelColumn]))
            }
        }
        if let names {
            for index in names.indices where Self.indexNames.contains(names[index]) {
                if roles[index] != nil { continue }
                roles[index] = .ignored
                notes.append("column \(index + 1), \(displayName(names[index])), is passed over")
            }
        }
        let pixels = roles.indices.filter { roles[$0] == nil }
        guard let first = pixels.first, let last = pixels.last, last - first + 1 == pixels.count
        else {
            throw wrong(
                "columns of pixels side by side, the label before or after them",
                pixels.isEmpty ? "no pixels" : "other columns between them")
        }
        layout = CSVLayout(
            leading: roles[..<first].map { $0 ?? .ignored }, byteColumns: pixels.count,
            trailing: roles[(last + 1)...].map { $0 ?? .ignored })
        (self.notes, self.remarks) = (notes, remarks)
    }

    /// Whether so many numbers can be an image.
    private static func isImage(_ count: Int, _ options: DataOptions) -> Bool {
        if let shape = options.imageShape { return shape.count == count }
        return count >= fewestPixels && ImageShape.square(count: count) != nil
    }
}
