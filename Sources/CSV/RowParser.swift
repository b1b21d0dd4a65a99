/// Reads the fields of one line.
///
/// Nearly all fields of a picture are a digit or three and a comma, and most are zeros that stand
/// side by side; these are read at once, and everything else by `FieldText`.
struct RowParser {
    private let layout: CSVLayout
    private let file: String
    /// What makes a byte of a number; `nil` takes whole numbers of 0…255 as they are.
    private let convert: ((Double) -> UInt8?)?

    private static let comma = UInt8(ascii: ",")
    /// `0,0,0,0,` as eight bytes.
    private static let fourZeros = UInt64(littleEndian: 0x2C30_2C30_2C30_2C30)

    init(_ layout: CSVLayout, file: String, convert: ((Double) -> UInt8?)?) {
        (self.layout, self.file, self.convert) = (layout, file, convert)
    }

    /// Reads a row.
    ///
    /// - Parameters:
    ///   - line: The line without its end; eight bytes after it may be read.
    ///   - number: Its number in the file.
    ///   - output: Room for `byteColumns` bytes.
    /// - Returns: The value of the column that is a number; 0 if there is none.
    func read(
        _ line: UnsafeBufferPointer<UInt8>, number: Int,
        into output: UnsafeMutablePointer<UInt8>
    ) throws(CSVError) -> Int {
        guard let start = line.baseAddress, !line.isEmpty else {
            throw .emptyLine(file: file, line: number)
        }
        var field = unsafe FieldText(start, count: line.count)
        var value = 0
        for (index, column) in layout.leading.enumerated() {
            try readOther(column, &field, &value, number, index)
        }
        try unsafe readBytes(&field, number, into: output)
        for (index, column) in layout.trailing.enumerated() {
            try readOther(
                column, &field, &value, number, layout.leading.count + layout.byteColumns + index)
        }
        guard field.isAtEnd else {
            throw .columns(
                file: file, line: number, expected: layout.columnCount,
                found: layout.columnCount + field.remainingFields)
        }
        return value
    }

    private func readOther(
        _ column: CSVLayout.Column, _ field: inout FieldText, _ value: inout Int, _ line: Int,
        _ index: Int
    ) throws(CSVError) {
        if field.isAtEnd { throw tooFew(line, index) }
        let text = field.next()
        guard column == .number else { return }
        guard let number = text.wholeNumber(limit: Int(Int32.max)) else {
            throw .value(
                file: file, line: line, column: index + 1,
                expected: "a whole number of 0 or more", found: text.description)
        }
        value = number
    }

    private func readBytes(
        _ field: inout FieldText, _ line: Int, into output: UnsafeMutablePointer<UInt8>
    ) throws(CSVError) {
        let count = layout.byteColumns
        var index = 0
        while index < count {
            // Safety: reads at most eight bytes from a position within the line, which its reader
            // allows, and writes within the `count` bytes of `output`.
            if convert == nil { unsafe index = readPlain(&field, from: index, into: output) }
            if index == count { break }
            if field.isAtEnd { throw tooFew(line, layout.leading.count + index) }
            let text = field.next()
            guard let byte = byte(text) else {
                throw .value(
                    file: file, line: line, column: layout.leading.count + index + 1,
                    expected: convert == nil
                        ? "a whole number of 0 to 255" : "a pixel in the range that is said",
                    found: text.description)
            }
            unsafe output[index] = byte
            index += 1
        }
    }

    private func byte(_ text: Field) -> UInt8? {
        guard let convert else { return text.wholeNumber(limit: 255).map { UInt8($0) } }
        guard text.isNumber, let number = Double(text.description) else { return nil }
        return convert(number)
    }

    /// Reads fields of one to three digits that a comma follows, for as long as there are any.
    ///
    /// - Returns: The index of the first field that is not such.
    @inline(__always)
    private func readPlain(
        _ field: inout FieldText, from start: Int, into output: UnsafeMutablePointer<UInt8>
    ) -> Int {
        let count = layout.byteColumns
        var index = start
        var position = unsafe field.position
        let end = unsafe field.end
        while index < count, unsafe position < end {
            if index + 4 <= count,
                unsafe UnsafeRawPointer(position).loadUnaligned(as: UInt64.self) == Self.fourZeros,
                unsafe end - position >= 8
            {
                unsafe UnsafeMutableRawPointer(output + index)
                    .storeBytes(of: 0, as: UInt32.self)
                index += 4
                unsafe position += 8
                continue
            }
            var value = unsafe UInt(position[0] &- 0x30)
            if value > 9 { break }
            var length = 1
            let second = unsafe UInt(position[1] &- 0x30)
            if second <= 9 {
                value = value &* 10 &+ second
                length = 2
                let third = unsafe UInt(position[2] &- 0x30)
                if third <= 9 {
                    value = value &* 10 &+ third
                    length = 3
                }
            }
            if value > 255 { break }
            if unsafe position[length] != Self.comma || end - position <= length { break }
            unsafe output[index] = UInt8(truncatingIfNeeded: value)
            index += 1
            unsafe position += length + 1
        }
        unsafe field.moved(to: position)
        return index
    }

    private func tooFew(_ line: Int, _ found: Int) -> CSVError {
        .columns(file: file, line: line, expected: layout.columnCount, found: found)
    }
}
