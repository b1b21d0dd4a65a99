import Datasets
import DigitPreparation
import FileIO
import Foundation
import PictureDecoding
import TestSupport
import Testing

@Suite("Data in folders of pictures")
struct FolderDataTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private static func picture(_ index: Int, side: Int = 7) -> [UInt8] {
        Array("P5 \(side) \(side) 255\n".utf8)
            + (0..<side * side).map { DataFixture.pixels[index * 49 + $0 % 49] }
    }

    private func write(_ bytes: [UInt8], _ name: String) throws {
        try FileManager.default.createDirectory(
            at: folder.url(name).deletingLastPathComponent(), withIntermediateDirectories: true)
        try folder.write(bytes, to: name)
    }

    /// The fixture with a folder for each class, called as `name` says.
    private func writeClasses(_ name: (Int) -> String) throws -> String {
        for (index, label) in DataFixture.labels.enumerated() {
            try write(Self.picture(index), "set/\(name(label))/\(index).pgm")
        }
        return folder.path("set")
    }

    /// Pictures in the order of their classes, and in a class of their names.
    private var sorted: (pixels: [UInt8], labels: [Int]) {
        let order = DataFixture.labels.indices.sorted {
            (DataFixture.labels[$0], $0) < (DataFixture.labels[$1], $1)
        }
        return (
            order.flatMap { DataFixture.pixels[$0 * 49..<($0 + 1) * 49] },
            order.map { DataFixture.labels[$0] }
        )
    }

    @Test("a folder for each class, called by its number", arguments: [1, 2, 8])
    func numbers(threads: Int) throws {
        let path = try writeClasses { "\($0)" }
        let found = try DataFixture.read(path, imagesAtOnce: 5) { $0.selection.threads = threads }
        #expect(found.pixels == sorted.pixels)
        #expect(found.labels == sorted.labels)
        #expect(found.notes.isEmpty)
    }

    @Test("numbers of two digits are in the order of numbers")
    func order() throws {
        for (index, name) in ["10", "9", "0"].enumerated() {
            try write(Self.picture(index), "set/\(name)/a.pgm")
        }
        #expect(try DataFixture.read(folder.path("set")).labels == [0, 9, 10])
    }

    @Test("names are matched with the model's, or numbered in their order, which is said")
    func names() throws {
        let names = ["zero", "one", "two", "three", "four", "five"]
        let path = try writeClasses { names[$0] }
        let found = try DataFixture.read(path)
        // five, four, one, three, zero
        #expect(found.labels == [0, 1, 2, 2, 3, 4])
        let reader = try LabeledImages(images: path).openImages()
        #expect(reader.classNames == ["five", "four", "one", "three", "zero"])
        var matched = try #require(
            CarriedLabels(
                of: reader, classCount: 6, modelClasses: names, options: DataOptions()))
        let matchedClasses = try matched.classes(found.labels)
        #expect(matchedClasses == [5, 4, 1, 1, 3, 0])
        #expect(matched.remarks.isEmpty)
        var other = try #require(
            CarriedLabels(
                of: reader, classCount: 6, modelClasses: ["a", "b"], options: DataOptions()))
        let otherClasses = try other.classes(found.labels)
        #expect(otherClasses == found.labels)
        #expect(
            other.remarks.map(\.description) == [
                "\(path): classes are numbered by name, since the model has not these: 0 five, "
                    + "1 four, 2 one, 3 three, 4 zero"
            ])
    }

    @Test("pictures side by side with a table of labels")
    func table() throws {
        var lines = ["file,label"]
        for (index, label) in DataFixture.labels.enumerated() {
            try write(Self.picture(index), "set/\(index).pgm")
            lines.append("\(index).pgm,\(label)")
        }
        try write(Array(lines.joined(separator: "\n").utf8), "set/labels.csv")
        let found = try DataFixture.read(folder.path("set"))
        #expect(found.pixels == DataFixture.pixels && found.labels == DataFixture.labels)
        let shuffled = lines.dropFirst().reversed().joined(separator: "\r\n")
        try write(Array(shuffled.utf8), "set/labels.csv")
        #expect(try DataFixture.read(folder.path("set")).labels == DataFixture.labels)
        try write(
            Array((lines.dropLast() + ["x.pgm,1"]).joined(separator: "\n").utf8), "set/labels.csv")
        #expect(throws: DataSelectionError.self) { try DataFixture.read(folder.path("set")) }
        try write(Array((lines + ["x.pgm,1"]).joined(separator: "\n").utf8), "set/labels.csv")
        #expect(throws: DataSelectionError.self) { try DataFixture.read(folder.path("set")) }
    }

    @Test("pictures without labels")
    func unlabeled() throws {
        for index in 0..<6 { try write(Self.picture(index), "set/\(index).pgm") }
        let found = try DataFixture.read(folder.path("set"))
        #expect(found.pixels == DataFixture.pixels && found.labels.isEmpty)
    }

    @Test("hidden files are passed over and links followed, and both are said")
    func hidden() throws {
        let path = try writeClasses { "\($0)" }
        try write([0], "set/.DS_Store")
        try write([0], "set/3/.hidden")
        try write([0], "set/README.md")
        try FileManager.default.createSymbolicLink(
            at: folder.url("set/5/9.pgm"), withDestinationURL: folder.url("set/0/5.pgm"))
        let found = try DataFixture.read(path)
        #expect(found.labels == sorted.labels + [5])
        #expect(
            found.notes == [
                "\(path): 2 hidden files are passed over", "\(path): 1 symbolic link is followed",
                "\(path): 1 file beside the folders of the classes is passed over",
            ])
    }

    @Test("what is no picture, another size, and folders in folders are refused by name")
    func refused() throws {
        let path = try writeClasses { "\($0)" }
        let other = folder.path("set/5/z.pgm")
        try write(Self.picture(0, side: 8), "set/5/z.pgm")
        #expect(
            throws: DataSelectionError.pictureSize(
                file: other, expected: ImageShape(height: 7, width: 7),
                found: ImageShape(height: 8, width: 8), setting: .preparesPictures)
        ) { try DataFixture.read(path) }
        try write(Array("hello".utf8), "set/5/z.pgm")
        #expect(throws: PictureError.self) { try DataFixture.read(path) }
        try FileManager.default.removeItem(at: folder.url("set/5/z.pgm"))
        try write(Self.picture(0), "set/5/deeper/a.pgm")
        #expect(
            throws: DataSelectionError.folder(
                file: folder.path("set/5/deeper"), expected: "pictures alone", found: "a folder")
        ) { try DataFixture.read(path) }
    }

    @Test("empty folders are refused")
    func empty() throws {
        try FileManager.default.createDirectory(
            at: folder.url("set"), withIntermediateDirectories: true)
        #expect(throws: DataSelectionError.self) { try DataFixture.read(folder.path("set")) }
        try FileManager.default.createDirectory(
            at: folder.url("set/0"), withIntermediateDirectories: true)
        #expect(throws: DataSelectionError.self) { try DataFixture.read(folder.path("set")) }
    }
}
