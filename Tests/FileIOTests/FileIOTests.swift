import FileIO
import Foundation
import TestSupport
import Testing

@Suite("Files")
struct FileIOTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func path(_ name: String) -> String { folder.path(name) }

    @Test("what is written is read back, from any offset")
    func roundTrip() throws {
        let bytes = (0..<1000).map { UInt8($0 % 251) }
        try OutputFile.replace(path("a"), with: bytes)
        let file = try InputFile(path: path("a"))
        #expect(file.size == 1000)
        #expect(try file.bytes(in: 0..<1000) == bytes)
        #expect(try file.bytes(in: 250..<500) == Array(bytes[250..<500]))
        #expect(try file.bytes(in: 1000..<1000) == [])
    }

    @Test("an existing file is replaced whole, and no temporary file stays behind")
    func replaces() throws {
        try OutputFile.replace(path("b"), with: [1, 2, 3])
        try OutputFile.replace(path("b"), with: [4])
        #expect(try Data(contentsOf: URL(filePath: path("b"))) == Data([4]))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["b"])
    }

    @Test("a pipe that is there is written to, and stays")
    func writesToPipe() throws {
        let pipe = path("output-pipe")
        #expect(unsafe mkfifo(pipe, 0o600) == 0)
        // A reader that does not wait for a writer, so that no thread is needed.
        let reader = unsafe open(pipe, O_RDONLY | O_NONBLOCK)
        try #require(reader >= 0)
        defer { close(reader) }
        try OutputFile.replace(pipe, with: [1, 2, 3])
        var found = [UInt8](repeating: 0, count: 8)
        // Safety: at most the eight bytes of the array are written.
        #expect(unsafe read(reader, &found, 8) == 3)
        #expect(found.starts(with: [1, 2, 3]))
        var status = stat()
        #expect(unsafe stat(pipe, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO)
    }

    @Test("signals that were let through before are let through again")
    func signalMask() throws {
        // The threads that tests run on take no signals themselves, so that here this one has to.
        var (all, before, after) = (sigset_t(), sigset_t(), sigset_t())
        // Safety: the calls write into the sets they are given.
        unsafe sigemptyset(&all)
        for signal in [SIGINT, SIGTERM, SIGHUP] { unsafe sigaddset(&all, signal) }
        _ = unsafe pthread_sigmask(SIG_UNBLOCK, &all, &before)
        defer { _ = unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }
        try OutputFile.replace(path("s"), with: [1])
        _ = unsafe pthread_sigmask(SIG_SETMASK, nil, &after)
        for signal in [SIGINT, SIGTERM, SIGHUP] {
            #expect(unsafe sigismember(&after, signal) == 0)
        }
    }

    @Test("memory beyond the address space is not there, a little is")
    func memory() {
        #expect(isMemoryAvailable(0))
        #expect(isMemoryAvailable(2 << 20))
        #expect(!isMemoryAvailable(.max / 2))
    }

    @Test("a missing folder is an error that names the output")
    func missingFolder() {
        #expect {
            try OutputFile.replace(path("none/c"), with: [1])
        } throws: {
            $0 as? FileError
                == .cannotCreate(path: path("none/c"), reason: "no such file or directory")
        }
    }

    @Test("a missing file, a directory, a device and a silent pipe are refused at once")
    func notRegular() throws {
        let pipe = path("pipe")
        #expect(unsafe mkfifo(pipe, 0o600) == 0)
        let kinds = [
            (folder.url.path, "a directory"), ("/dev/zero", "a device"), (pipe, "a pipe"),
        ]
        for (path, kind) in kinds {
            #expect(throws: FileError.notRegular(path: path, kind: kind)) {
                try InputFile(path: path)
            }
        }
        let missing = path("missing")
        #expect(throws: FileError.cannotOpen(path: missing, reason: "no such file or directory")) {
            try InputFile(path: missing)
        }
    }

    @Test("a path with a NUL names no file, not that of its beginning")
    func nul() throws {
        try OutputFile.replace(path("e"), with: [1])
        let reason = "the path contains a NUL character"
        for path in [path("e") + "\0", path("e") + "\0f"] {
            #expect(throws: FileError.cannotOpen(path: path, reason: reason)) {
                try InputFile(path: path)
            }
        }
    }

    @Test("a file that shrinks after it was opened is an error, not a signal")
    func shrinks() throws {
        try OutputFile.replace(path("d"), with: [1, 2, 3, 4])
        let file = try InputFile(path: path("d"))
        #expect(unsafe truncate(path("d"), 1) == 0)
        #expect(throws: FileError.shrank(path: path("d"), expectedBytes: 4, foundBytes: 1)) {
            try file.bytes(in: 0..<4)
        }
    }
}
