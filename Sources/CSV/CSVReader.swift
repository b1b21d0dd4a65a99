internal import FileIO
internal import IDX

/// Reads a table of whole numbers, a row at a time, as u8 values and at most one larger number.
///
/// A file is plain text or gzip, in ASCII or UTF-8, with lines that end in a newline or a carriage
/// return and a newline. Fields are separated by commas; spaces and quotes around them are passed
/// over. Memory does not grow with the file. A reader is used by one thread at a time.
///
///     let reader = try CSVReader(path: "train.csv")
///     reader.firstLine          // ["label", "pixel0", "pixel1", …]
///     try reader.begin(CSVLayout(leading: [.number], byteColumns: 784))
public final class CSVReader {
    /// What errors call the file.
    public let source: String
    /// Whether the file is compressed by gzip.
    public let isCompressed: Bool
    /// The fields of the first line.
    public let firstLine: [String]
    /// Whether the first line names the columns: one of its fields is no number.
    public let hasHeader: Bool

    /// The number of rows, which a pass over the file has counted.
    public private(set) var rowCount = 0
    /// The number of rows read so far.
    public private(set) var rowsRead = 0

    private let lines: LineReader
    private var parser: RowParser?
    private var layout: CSVLayout?
    /// The lines in the file but for empty ones at its end.
    private var lineCount = 0

    /// Opens a file and reads its first line.
    public convenience init(path: String) throws(CSVError) {
        let file: DecompressedFile
        do throws(IDXError) {
            file = try DecompressedFile(path: path)
        } catch {
            throw .content(error)
        }
        try self.init(file)
    }

    /// Reads a file that is in memory.
    public convenience init(bytes: [UInt8], source: String) throws(CSVError) {
        let file: DecompressedFile
        do throws(IDXError) {
            file = try DecompressedFile(bytes: bytes, name: source)
        } catch {
            throw .content(error)
        }
        try self.init(file)
    }

    private init(_ file: DecompressedFile) throws(CSVError) {
        source = file.name
        isCompressed = file.isCompressed
        lines = LineReader(file)
        let name = file.name
        let first = try unsafe lines.next { (line) throws(CSVError) in
            try unsafe Self.fields(line, number: 1, file: name)
        }
        guard let first, !first.isEmpty else { throw .noRows(file: name) }
        firstLine = first.map(\.text)
        hasHeader = first.contains { !$0.isNumber }
    }

    /// The line without the mark of UTF-8.
    private static func withoutMark(
        _ line: UnsafeBufferPointer<UInt8>, file: String
    ) throws(CSVError) -> UnsafeBufferPointer<UInt8> {
        if unsafe line.starts(with: [0xFF, 0xFE]) || line.starts(with: [0xFE, 0xFF]) {
            throw .encoding(file: file, found: "UTF-16")
        }
        let hasMark = unsafe line.starts(with: mark)
        return unsafe hasMark ? UnsafeBufferPointer(rebasing: line[3...]) : line
    }

    private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    /// As many as an image of 2,048 × 2,048 pixels has: a name takes more memory than its two bytes
    /// in the file.
    private static let mostColumns = 1 << 22

    /// The fields of a line; none if it is empty.
    static func fields(
        _ line: UnsafeBufferPointer<UInt8>, number: Int, file: String
    ) throws(CSVError) -> [(text: String, isNumber: Bool)] {
        let line = unsafe number == 1 ? try withoutMark(line, file: file) : line
        if let byte = unsafe line.first(where: { $0 < 0x20 && $0 != 0x09 }) {
            throw .notText(file: file, line: number, found: byte)
        }
        guard let start = line.baseAddress, !line.isEmpty else { return [] }
        var text = unsafe FieldText(start, count: line.count)
        var fields: [(String, Bool)] = []
        while !text.isAtEnd {
            guard fields.count < mostColumns else {
                throw .tooManyColumns(file: file, line: number, limit: mostColumns)
            }
            let field = text.next()
            fields.append((field.description, field.isNumber))
        }
        return fields
    }

    /// Counts the rows, and goes to the first.
    ///
    /// - Parameters:
    ///   - layout: What the columns are: as many as the first line has.
    ///   - convert: Makes a byte of a number, or says that none can be made; `nil` takes whole
    ///     numbers of 0…255 as they are.
    public func begin(
        _ layout: CSVLayout, convert: ((Double) -> UInt8?)? = nil
    ) throws(CSVError) {
        precondition(layout.columnCount == firstLine.count, "columns that the file has not")
        self.layout = layout
        parser = RowParser(layout, file: source, convert: convert)
        try lines.rewind()
        // Empty lines may stand at the end, and nowhere else.
        lineCount = 0
        while let isEmpty = try unsafe lines.next({ (line) throws(CSVError) in line.isEmpty }) {
            if !isEmpty { lineCount = lines.line }
        }
        rowCount = lineCount - (hasHeader ? 1 : 0)
        guard rowCount > 0 else { throw .noRows(file: source) }
        try goToFirstRow()
    }

    private func goToFirstRow() throws(CSVError) {
        try lines.rewind()
        rowsRead = 0
        if hasHeader { _ = try unsafe lines.next { (_) throws(CSVError) in true } }
    }

    /// Reads rows.
    ///
    /// - Parameters:
    ///   - output: Room for the bytes of whole rows, which are filled as far as there are rows.
    ///   - numbers: What the column of numbers holds is appended.
    /// - Returns: The number of rows; fewer than there is room for only at the end.
    public func read(
        into output: inout MutableRawSpan, numbers: inout [Int]
    ) throws(CSVError) -> Int {
        guard let layout, let parser else { preconditionFailure("begin was not called") }
        precondition(output.byteCount % layout.byteColumns == 0, "room for a part of a row")
        let wanted = min(output.byteCount / layout.byteColumns, rowCount - rowsRead)
        let hasNumber = layout.hasNumber
        let file = source
        // Safety: each row is written within its own part of the buffer.
        return try unsafe output.withUnsafeMutableBytes { (bytes) throws(CSVError) in
            guard var target = unsafe bytes.bindMemory(to: UInt8.self).baseAddress else {
                return 0
            }
            for _ in 0..<wanted {
                let isFirst = rowsRead == 0 && !hasHeader
                let number = lines.line + 1
                let value = try unsafe lines.next { (line) throws(CSVError) in
                    let line = unsafe isFirst ? try Self.withoutMark(line, file: file) : line
                    return try unsafe parser.read(line, number: number, into: target)
                }
                guard let value else { throw .changed(file: file, expectedRows: rowCount) }
                if hasNumber { numbers.append(value) }
                rowsRead += 1
                unsafe target += layout.byteColumns
            }
            return wanted
        }
    }

    /// Reads what is left and checks the file to its end.
    public func finish() throws(CSVError) {
        guard let layout else { return }
        var row = [UInt8](repeating: 0, count: layout.byteColumns)
        var numbers: [Int] = []
        while rowsRead < rowCount {
            var span = row.mutableSpan
            // Safety: every bit pattern is a byte.
            var bytes = unsafe span.mutableBytes
            _ = try read(into: &bytes, numbers: &numbers)
            numbers.removeAll(keepingCapacity: true)
        }
        while let isEmpty = try unsafe lines.next({ (line) throws(CSVError) in line.isEmpty }) {
            guard isEmpty else { throw .changed(file: source, expectedRows: rowCount) }
        }
    }
}
