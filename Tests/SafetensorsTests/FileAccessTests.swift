import FileIO
import Foundation
import Safetensors
import TestSupport
import Testing

@Suite("Safetensors files on disk, and what is said of them")
struct FileAccessTests {
    @Test("what cannot be opened is told apart from what is wrong")
    func unreadable() {
        let error = SafetensorsError.unreadable(
            file: "/nonexistent/w", reason: "cannot be opened: no such file or directory")
        #expect(throws: error) { try SafetensorsFile(path: "/nonexistent/w") }
        #expect(error.isUnreadable)
        #expect(
            error.description == "/nonexistent/w: cannot be opened: no such file or directory")
        let folder = SafetensorsError.unreadable(
            file: "/", reason: "is a directory; expected a regular file")
        #expect(throws: folder) { try SafetensorsFile(path: "/") }
        #expect(!SafetensorsError.empty(file: "f").isUnreadable)
    }

    @Test("a file that shrinks after it was opened is an error, not a signal")
    func shrinks() throws {
        let folder = try TemporaryFolder()
        let bytes = SafetensorsFixture.bytes(floats: [("a", [2], [1, 2])])
        let path = try folder.write(bytes, to: "w.safetensors")
        let file = try SafetensorsFile(path: path)
        try folder.write(bytes.dropLast(3), to: "w.safetensors")
        let reason =
            "shrank while it was read: expected \(bytes.count) bytes, found \(bytes.count - 3)"
        #expect(throws: SafetensorsError.unreadable(file: path, reason: reason)) {
            try file.floats(of: "a")
        }
    }

    @Test("a tensor of another file, or of none, is refused")
    func missingTensor() throws {
        let first = try SafetensorsFile(
            bytes: SafetensorsFixture.bytes(floats: [("a", [1], [1])]), source: "first")
        let second = try SafetensorsFile(
            bytes: SafetensorsFixture.bytes(floats: [("a", [2], [1, 2])]), source: "second")
        #expect(throws: SafetensorsError.missingTensor(file: "first", tensor: "a")) {
            try first.floats(of: second.tensors[0])
        }
        #expect(throws: SafetensorsError.missingTensor(file: "first", tensor: "b")) {
            try first.bytes(of: "b")
        }
    }

    @Test("names are compared byte by byte, and told apart however they look")
    func exactNames() throws {
        let file = try SafetensorsFile(
            bytes: SafetensorsFixture.bytes(
                floats: [("\u{E9}", [1], [1]), ("e\u{301}", [1], [2])]),
            source: "f")
        #expect(try file.floats(of: "\u{E9}") == [1])
        #expect(try file.floats(of: "e\u{301}") == [2])
    }

    @Test("no name reaches a terminal as it is")
    func escapedNames() {
        let error = SafetensorsError.wrongSize(
            file: "a\u{1B}b", tensor: "\u{1B}[2J\u{202E}\0", expectedBytes: 24, foundBytes: 16)
        #expect(
            error.description
                == #"a\u{1b}b: wrong size of tensor \u{1b}[2J\u{202e}\u{0}: its type and shape "#
                + "need 24 bytes, its data_offsets have 16")
        let long = SafetensorsError.duplicateTensor(
            file: "f", tensor: String(repeating: "x", count: 1_000_000))
        #expect(long.description.utf8.count < 200)
    }

    @Test("sentences name the file, the place, what was expected and what was found")
    func sentences() {
        #expect(
            SafetensorsError.truncatedHeader(file: "w", expectedBytes: 24, foundBytes: 10)
                .description
                == "w: ends within its header at byte 10: the header length promises at least "
                + "24 bytes, but the file has 10")
        #expect(
            SafetensorsError.hole(file: "w", tensor: "b", expectedBegin: 1, foundBegin: 2)
                .description
                == "w: a hole before tensor b at byte 1 of the data: expected it to begin there, "
                + "found 2")
        #expect(
            SafetensorsError.foreignFormat(file: "w.bin", kind: .gitLFSPointer).description
                == "w.bin: wrong format at byte 0: expected safetensors, found a Git LFS pointer; "
                + "fetch the file itself: git lfs pull")
    }
}
