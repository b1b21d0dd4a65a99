import FileIO
import Foundation
import IDX
import Testing
import TestSupport

@Suite("Files on disk")
struct FileTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test("files larger than any buffer are read like memory", arguments: ["a", "a.gz"])
    func large(name: String) throws {
        let plain = IDXFixture.images(count: 300)
        let path = try folder.write(
            name == "a" ? plain : GzipFixture.member(plain, level: 1), to: name)
        let array = try IDXArray(path: path)
        #expect(array.source == path)
        #expect(array.bytes == Array(plain.dropFirst(16)))
        let reader = try IDXReader(path: path)
        #expect(try reader.skipItems(299) == 299)
        try reader.finish()
        #expect(reader.notes == [])
    }

    @Test("what the system refuses is told from bad data")
    func unreadable() throws {
        let missing = folder.path("missing")
        let error = IDXError.unreadable(
            file: missing, reason: "cannot be opened: no such file or directory")
        #expect(throws: error) { try IDXReader(path: missing) }
        #expect(error.isUnreadable)
        #expect(
            error.description == "\(missing): cannot be opened: no such file or directory")
        #expect(
            throws: IDXError.unreadable(
                file: folder.url.path, reason: "is a directory; expected a regular file")
        ) {
            try IDXReader(path: folder.url.path)
        }
        let empty = try folder.write([], to: "empty")
        #expect(throws: IDXError.empty(file: empty)) { try IDXReader(path: empty) }
    }

    @Test("a file that shrinks while it is read is an error", arguments: ["a", "a.gz"])
    func shrinks(name: String) throws {
        let plain = IDXFixture.images(count: 300)
        let file = name == "a" ? plain : GzipFixture.member(plain, level: 0)
        let path = try folder.write(file, to: name)
        let reader = try IDXReader(path: path)
        #expect(unsafe truncate(path, 100_000) == 0)
        let error = IDXError.unreadable(
            file: path,
            reason: "shrank while it was read: expected \(file.count) bytes, found 100000")
        var buffer = [UInt8](repeating: 0, count: 300 * 784)
        #expect(throws: error) {
            var span = buffer.mutableSpan
            // Safety: every bit pattern is a valid byte.
            var raw = unsafe span.mutableBytes
            return try reader.readItems(into: &raw)
        }
    }
}
