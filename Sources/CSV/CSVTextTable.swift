internal import IDX

/// The fields of a small table as texts, a line at a time: for lists of names.
package final class CSVTextTable {
    private let lines: LineReader

    /// Opens a file, which may be compressed by gzip.
    package init(path: String) throws(CSVError) {
        do throws(IDXError) {
            lines = LineReader(try DecompressedFile(path: path))
        } catch {
            throw .content(error)
        }
    }

    /// The number of the line that was read last, from 1.
    package var line: Int { lines.line }

    /// The fields of the next line that is not empty; `nil` at the end.
    package func next() throws(CSVError) -> [String]? {
        while true {
            let number = lines.line + 1
            let file = lines.file.name
            let fields = try unsafe lines.next { (line) throws(CSVError) in
                try unsafe CSVReader.fields(line, number: number, file: file).map(\.text)
            }
            guard let fields else { return nil }
            if !fields.isEmpty { return fields }
        }
    }
}
