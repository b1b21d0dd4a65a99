import CSV

/// A table: its result, rows or an error, does not depend on how many rows are read at once, and is
/// that of a reader of a few lines wherever that one understands the text.
///
/// The first byte says where the label is, in tables of two columns and more.
func fuzzCSV(_ input: [UInt8]) {
    guard let mode = input.first else { return }
    let text = Array(input.dropFirst())
    let one = outcome(of: text, mode, rowsAtOnce: 1)
    precondition(one == outcome(of: text, mode, rowsAtOnce: 7), "it depends on the rows at once")
    if let plain = plainRows(text), case .success(let found) = one {
        precondition(found.rows == plain.count, "another number of rows")
        let values = plain.flatMap { row in
            switch mode % 3 {
            case 1 where row.count > 1: Array(row.dropFirst())
            case 2 where row.count > 1: Array(row.dropLast())
            default: row
            }
        }
        precondition(found.bytes.map(Int.init) == values, "other values")
        if mode % 3 == 1, (plain.first ?? []).count > 1 {
            precondition(found.numbers == plain.map { $0[0] }, "other labels")
        }
    }
}

private struct Table: Equatable {
    var rows = 0
    var bytes: [UInt8] = []
    var numbers: [Int] = []
}

private func outcome(
    of text: [UInt8], _ mode: UInt8, rowsAtOnce: Int
) -> Result<Table, CSVError> {
    Result { () throws(CSVError) in
        let reader = try CSVReader(bytes: text, source: "f")
        let count = reader.firstLine.count
        let layout: CSVLayout
        switch mode % 3 {
        case 1 where count > 1: layout = CSVLayout(leading: [.number], byteColumns: count - 1)
        case 2 where count > 1: layout = CSVLayout(byteColumns: count - 1, trailing: [.ignored])
        default: layout = CSVLayout(byteColumns: count)
        }
        try reader.begin(layout)
        var table = Table()
        while reader.rowsRead < reader.rowCount {
            var part = [UInt8](repeating: 0, count: rowsAtOnce * layout.byteColumns)
            var span = part.mutableSpan
            var raw = span.mutableBytes
            let count = try reader.read(into: &raw, numbers: &table.numbers)
            table.rows += count
            table.bytes += part.prefix(count * layout.byteColumns)
        }
        try reader.finish()
        return table
    }
}

/// The rows of a text that has numbers, commas and newlines alone; `nil` of any other: a first line with
/// an empty field names columns.
private func plainRows(_ text: [UInt8]) -> [[Int]]? {
    guard text.allSatisfy({ 0x30...0x39 ~= $0 || $0 == 0x2C || $0 == 0x0A }) else { return nil }
    var lines = text.split(separator: 0x0A, omittingEmptySubsequences: false)
    while lines.last?.isEmpty == true { lines.removeLast() }
    var rows: [[Int]] = []
    for line in lines {
        let fields = line.split(separator: 0x2C, omittingEmptySubsequences: false)
        let row = fields.compactMap { Int(String(decoding: $0, as: UTF8.self)) }
        guard row.count == fields.count else { return nil }
        rows.append(row)
    }
    return rows
}
