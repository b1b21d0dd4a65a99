internal import CSV
internal import FileIO

/// The labels of pictures by file name, from a table with a line `file,label` for each.
struct LabelTable {
    private let path: String
    private var labels: [String: String] = [:]

    private static let fileWords = ["file", "filename", "file_name", "image", "path", "name"]
    private static let labelWords = ["label", "labels", "class", "target"]

    /// Reads a table.
    ///
    /// A first line may name the columns, in any order and with others beside them; without one, a
    /// line is the name of a file and its label.
    init(path: String) throws {
        self.path = path
        let table = try CSVTextTable(path: path)
        var (fileColumn, labelColumn, count) = (0, 1, 2)
        while let fields = try table.next() {
            if labels.isEmpty, table.line == 1 {
                let names = fields.map { $0.lowercased() }
                if let file = names.firstIndex(where: Self.fileWords.contains),
                    let label = names.firstIndex(where: Self.labelWords.contains)
                {
                    (fileColumn, labelColumn, count) = (file, label, names.count)
                    continue
                }
            }
            guard fields.count == count else {
                throw CSVError.columns(
                    file: path, line: table.line, expected: count, found: fields.count)
            }
            guard labels.updateValue(fields[labelColumn], forKey: fields[fileColumn]) == nil else {
                throw CSVError.value(
                    file: path, line: table.line, column: fileColumn + 1,
                    expected: "each file once", found: fields[fileColumn])
            }
        }
    }

    /// The labels of files, each of which has to be in the table, and no others.
    func labels(of files: [String]) throws(DataSelectionError) -> [String] {
        var found: [String] = []
        for file in files {
            guard let label = labels[file] else {
                throw .folder(
                    file: path, expected: "a label for each picture",
                    found: "none for \(displayName(file))")
            }
            found.append(label)
        }
        if labels.count > files.count {
            let there = Set(files)
            let missing = labels.keys.sorted().first { !there.contains($0) } ?? ""
            throw .folder(
                file: path, expected: "labels of pictures that are beside it",
                found: "one of \(displayName(missing))")
        }
        return found
    }
}
