import CSV
import Datasets
import FileIO
import Foundation
import TestSupport
import Testing

@Suite("Data in tables")
struct TableDataTests {
    /// The fixture as lines of text.
    private static func table(
        header: String?, newline: String = "\n",
        row: (_ pixels: [String], _ label: String) -> [String]
    ) -> String {
        let rows = DataFixture.labels.indices.map { index in
            row(
                DataFixture.pixels[index * 49..<(index + 1) * 49].map(String.init),
                String(DataFixture.labels[index])
            )
            .joined(separator: ",")
        }
        return ((header.map { [$0] } ?? []) + rows).joined(separator: newline) + newline
    }

    private static let names = (0..<49).map { "pixel\($0)" }.joined(separator: ",")

    private static let labeled: [(String, LabelColumn?)] = [
        (table(header: "label,\(names)") { [$1] + $0 }, nil),
        (table(header: "\u{FEFF}label,\(names)", newline: "\r\n") { [$1] + $0 }, nil),
        (table(header: "\(names),class") { $0 + [$1] }, nil),
        (table(header: "id,Label,\(names)") { ["9", $1] + $0 }, nil),
        (table(header: ",\(names),target") { ["x.png"] + $0 + [$1] }, nil),
        (table(header: nil) { [$1] + $0 }, nil),
        (table(header: nil) { [$1] + $0 }, .first),
        (table(header: nil) { $0 + [$1] }, .last),
        (table(header: "\(names),digits") { $0 + [$1] }, .named("digits")),
        (table(header: "label,\(names)") { ["\"\($1)\""] + $0.map { "\($0).0" } }, nil),
    ]

    @Test("the layouts that circulate", arguments: labeled)
    func layouts(text: String, column: LabelColumn?) throws {
        let folder = try TemporaryFolder()
        let plain = try folder.write(Array(text.utf8), to: "t.csv")
        let packed = try folder.write(GzipFixture.member(Array(text.utf8)), to: "t.csv.gz")
        for path in [plain, packed] {
            for imagesAtOnce in [1, 4, 10] {
                let found = try DataFixture.read(path, imagesAtOnce: imagesAtOnce) {
                    $0.selection.labelColumn = column
                }
                #expect(found.pixels == DataFixture.pixels)
                #expect(found.labels == DataFixture.labels)
            }
        }
    }

    @Test("tables without labels")
    func unlabeled() throws {
        let folder = try TemporaryFolder()
        for header in [Self.names, nil] {
            let text = Self.table(header: header) { pixels, _ in pixels }
            let path = try folder.write(Array(text.utf8), to: "t.csv")
            let found = try DataFixture.read(path)
            #expect(found.pixels == DataFixture.pixels && found.labels.isEmpty)
        }
    }

    @Test("what was taken for granted is said")
    func notes() throws {
        let folder = try TemporaryFolder()
        let text = Self.table(header: nil) { [$1] + $0 }
        let path = try folder.write(Array(text.utf8), to: "t.csv")
        #expect(
            try DataFixture.read(path).remarks.map(\.description).contains(
                "\(path): without a line of names, column 1 of 50 is taken for the label "
                    + "(labelColumn)"))
    }

    @Test("fractions in the range that is said")
    func fractions() throws {
        let folder = try TemporaryFolder()
        let text = Self.table(header: nil) { pixels, label in
            [label] + pixels.map { "\((Double($0) ?? 0) / 255)" }
        }
        let path = try folder.write(Array(text.utf8), to: "t.csv")
        #expect(throws: CSVError.self) { try DataFixture.read(path) }
        let found = try DataFixture.read(path) { $0.pixelRange = PixelRange(black: 0, white: 1) }
        #expect(found.pixels == DataFixture.pixels && found.labels == DataFixture.labels)
    }

    @Test("two columns of labels, a label among the pixels, a column that is not there")
    func refused() throws {
        let folder = try TemporaryFolder()
        let tables: [(String, LabelColumn?)] = [
            (Self.table(header: "label,class,\(Self.names)") { [$1, $1] + $0 }, nil),
            (Self.table(header: "pixel0,label,\(Self.names)") { ["0", $1] + $0 }, nil),
            (Self.table(header: "label,\(Self.names)") { [$1] + $0 }, .named("Label")),
            (Self.table(header: nil) { [$1] + $0 }, .named("label")),
        ]
        for (text, column) in tables {
            let path = try folder.write(Array(text.utf8), to: "t.csv")
            #expect(throws: DataSelectionError.self) {
                try DataFixture.read(path) { $0.selection.labelColumn = column }
            }
        }
    }
}
