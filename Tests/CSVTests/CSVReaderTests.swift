import CSV
import Foundation
import IDX
import TestSupport
import Testing

@Suite("Tables of numbers")
struct CSVReaderTests {
    /// Rows of three bytes with a label before them, as a table of text.
    private func read(
        _ text: String, _ layout: CSVLayout = CSVLayout(leading: [.number], byteColumns: 3),
        rowsAtOnce: Int = 2
    ) throws -> (bytes: [UInt8], numbers: [Int]) {
        let reader = try CSVReader(bytes: Array(text.utf8), source: "f")
        return try Self.readAll(reader, layout, rowsAtOnce: rowsAtOnce)
    }

    static func readAll(
        _ reader: CSVReader, _ layout: CSVLayout, rowsAtOnce: Int = 2,
        convert: ((Double) -> UInt8?)? = nil
    ) throws -> (bytes: [UInt8], numbers: [Int]) {
        try reader.begin(layout, convert: convert)
        var (bytes, numbers) = ([UInt8](), [Int]())
        while reader.rowsRead < reader.rowCount {
            var part = [UInt8](repeating: 0xAA, count: rowsAtOnce * layout.byteColumns)
            var span = part.mutableSpan
            // Safety: every bit pattern is a byte.
            var raw = unsafe span.mutableBytes
            let count = try reader.read(into: &raw, numbers: &numbers)
            bytes += part.prefix(count * layout.byteColumns)
        }
        try reader.finish()
        return (bytes, numbers)
    }

    @Test(
        "the forms in which such tables are written",
        arguments: [
            "7,0,128,255\n1,2,3,4\n", "label,a,b,c\n7,0,128,255\n1,2,3,4",
            "label,a,b,c\r\n7,0,128,255\r\n1,2,3,4\r\n\r\n",
            "\u{FEFF}label,a,b,c\n7,0,128,255\n1,2,3,4\n", "\u{FEFF}7,0,128,255\n1,2,3,4\n",
            "\"label\",\"a, b\",\"b\",\"c\"\n\"7\",\"0\",\"128\",\"255\"\n1,2,3,4\n",
            "7, 0,\t128 , 255\n 1,2,3,4 \n", "7,0.0,128.0,255.000\n1.,2,3,4\n",
            "7.000000000000000000e+00,0.000e+00,1.28e+02,2.55e2\n1,20e-1,0.3E1,4\n",
            "007,000,128,255\n1,02,3,4\n", "7,0,128,255\n1,2,3,4\n\n\n",
        ])
    func forms(text: String) throws {
        for rowsAtOnce in 1...3 {
            let found = try read(text, rowsAtOnce: rowsAtOnce)
            #expect(found.bytes == [0, 128, 255, 2, 3, 4])
            #expect(found.numbers == [7, 1])
        }
    }

    @Test("a label behind, none at all, and columns that are passed over")
    func layouts() throws {
        let behind = try read("1,2,3,9\n", CSVLayout(byteColumns: 3, trailing: [.number]))
        #expect(behind.bytes == [1, 2, 3] && behind.numbers == [9])
        let none = try read("1,2,3,9\n", CSVLayout(byteColumns: 4))
        #expect(none.bytes == [1, 2, 3, 9] && none.numbers.isEmpty)
        let other = try read(
            "file,label,a,b,note\na.png,4,1,2,\"x,y\"\n",
            CSVLayout(leading: [.ignored, .number], byteColumns: 2, trailing: [.ignored]))
        #expect(other.bytes == [1, 2] && other.numbers == [4])
    }

    @Test("long runs of zeros, with other numbers at every place among them")
    func zeros() throws {
        for place in 0..<40 {
            for value in [0, 1, 10, 255] {
                var row = [UInt8](repeating: 0, count: 40)
                row[place] = UInt8(value)
                let text = row.map(String.init).joined(separator: ",")
                let found = try read("\(text)\n\(text)\r\n", CSVLayout(byteColumns: 40))
                #expect(found.bytes == row + row)
            }
        }
    }

    private static let faults: [(String, CSVError)] = [
        ("1,2,3,4\n1,2,256,4\n", value(2, 3, "256")),
        ("1,2,3,4\n1,2,-1,4\n", value(2, 3, "-1")),
        ("1,2,3,4\n1,2,3.5,4\n", value(2, 3, "3.5")),
        ("1,2,3,4\n1,2,,4\n", value(2, 3, "")),
        ("1,2,3,4\n1,2,0x1,4\n", value(2, 3, "0x1")),
        ("1,2,3,4\n1,2,1e400000000,4\n", value(2, 3, "1e400000000")),
        ("1,2,3,4\n1,2,99999999999999999999999,4\n", value(2, 3, "99999999999999999999999")),
        ("1,2,3,4\n1,2,3,nan\n", value(2, 4, "nan")),
        ("1,2,3,4\n1,2,3\n", .columns(file: "f", line: 2, expected: 4, found: 3)),
        ("1,2,3,4\n1,2,3,4,5,6\n", .columns(file: "f", line: 2, expected: 4, found: 6)),
        ("1,2,3,4\n1,2,3,4,\n", .columns(file: "f", line: 2, expected: 4, found: 5)),
        ("1,2,3,4\n\n1,2,3,4\n", .emptyLine(file: "f", line: 2)),
        ("a,b,c,d\n", .noRows(file: "f")),
        ("\n", .noRows(file: "f")),
        (
            "1,2,3,4\n-1,2,3,4\n",
            .value(
                file: "f", line: 2, column: 1, expected: "a whole number of 0 or more",
                found: "-1")
        ),
    ]

    private static func value(_ line: Int, _ column: Int, _ found: String) -> CSVError {
        .value(
            file: "f", line: line, column: column, expected: "a whole number of 0 to 255",
            found: found)
    }

    @Test("what is wrong is told by line and column", arguments: faults)
    func refused(text: String, error: CSVError) {
        #expect(throws: error) { try read(text) }
    }

    @Test("other encodings are refused by name")
    func encodings() {
        #expect(throws: CSVError.encoding(file: "f", found: "UTF-16")) {
            try CSVReader(bytes: [0xFF, 0xFE, 0x31, 0, 0x2C, 0], source: "f")
        }
        #expect(throws: CSVError.notText(file: "f", line: 1, found: 0)) {
            try CSVReader(bytes: [0x31, 0x2C, 0], source: "f")
        }
        #expect(throws: CSVError.content(.empty(file: "f"))) {
            try CSVReader(bytes: [], source: "f")
        }
    }

    @Test("lines across the ends of chunks, plain and compressed")
    func long() throws {
        var generator = SeededGenerator(seed: 5)
        let rows = (0..<700).map { _ in
            (0..<785).map { _ in
                Bool.random(using: &generator) ? 0 : Int.random(in: 0...255, using: &generator)
            }
        }
        let text = rows.map { $0.map(String.init).joined(separator: ",") + "\n" }.joined()
        let layout = CSVLayout(leading: [.number], byteColumns: 784)
        for bytes in [Array(text.utf8), GzipFixture.member(Array(text.utf8))] {
            let reader = try CSVReader(bytes: bytes, source: "f")
            let found = try Self.readAll(reader, layout, rowsAtOnce: 64)
            #expect(reader.rowCount == 700)
            #expect(found.bytes == rows.flatMap { $0.dropFirst().map(UInt8.init) })
            #expect(found.numbers == rows.map { $0[0] })
        }
    }

    @Test("numbers of another range become bytes as the caller says")
    func converted() throws {
        let layout = CSVLayout(byteColumns: 3)
        let reader = try CSVReader(bytes: Array("0.0,1,0.5\n-0,5e-1,1\n".utf8), source: "f")
        let found = try Self.readAll(reader, layout) { UInt8(exactly: $0 * 254) }
        #expect(found.bytes == [0, 254, 127, 0, 127, 254])
        let other = try CSVReader(bytes: Array("0,0,0.3\n".utf8), source: "f")
        #expect(throws: CSVError.self) {
            try Self.readAll(other, layout) { UInt8(exactly: $0 * 254) }
        }
    }
}
