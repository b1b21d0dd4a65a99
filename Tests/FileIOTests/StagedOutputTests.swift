import FileIO
import Foundation
import TestSupport
import Testing

/// The file that is made first has no name where the system can do that; both ways are tested.
@Suite("Files on their way")
struct StagedOutputTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private var names: [String] {
        get throws {
            try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted()
        }
    }

    private func content(_ name: String) throws -> [UInt8] {
        try [UInt8](Data(contentsOf: folder.url(name)))
    }

    @Test("nothing is in its place before it is put there", arguments: [true, false])
    func commit(mayBeUnnamed: Bool) throws {
        try folder.write([9], to: "a")
        let staged = try StagedOutput([1, 2], for: folder.path("a"), mayBeUnnamed: mayBeUnnamed)
        #expect(try content("a") == [9])
        try staged.commit()
        #expect(try content("a") == [1, 2])
        #expect(try names == ["a"])
    }

    @Test("what is not put in its place leaves nothing", arguments: [true, false])
    func discard(mayBeUnnamed: Bool) throws {
        do {
            let staged = try StagedOutput(
                [1, 2], for: folder.path("a"), mayBeUnnamed: mayBeUnnamed)
            withExtendedLifetime(staged) {}
        }
        #expect(try names == [])
    }

    @Test("a file that appears meanwhile is kept", arguments: [true, false])
    func appears(mayBeUnnamed: Bool) throws {
        let staged = try StagedOutput(
            [1, 2], for: folder.path("a"), mayReplace: false, mayBeUnnamed: mayBeUnnamed)
        try folder.write([9], to: "a")
        #expect(throws: FileError.exists(path: folder.path("a"))) { try staged.commit() }
        #expect(try content("a") == [9])
        #expect(try names == ["a"])
        let other = try StagedOutput(
            [1, 2], for: folder.path("b"), mayReplace: false, mayBeUnnamed: mayBeUnnamed)
        try other.commit()
        #expect(try content("b") == [1, 2])
        #expect(try names == ["a", "b"])
    }

    @Test("a folder that takes the place is kept, and the error leaves nothing")
    func folderAppears() throws {
        for mayBeUnnamed in [true, false] {
            let name = "folder-\(mayBeUnnamed)"
            let staged = try StagedOutput(
                [1], for: folder.path(name), mayBeUnnamed: mayBeUnnamed)
            try FileManager.default.createDirectory(
                at: folder.url(name), withIntermediateDirectories: false)
            #expect(throws: FileError.self) { try staged.commit() }
        }
        #expect(try names == ["folder-false", "folder-true"])
    }

    @Test("a leftover with the name of an earlier version is in nobody's way")
    func leftover() throws {
        try folder.write([7], to: "a.\(getpid()).tmp")
        try OutputFile.replace(folder.path("a"), with: [1])
        #expect(try content("a") == [1])
        #expect(try content("a.\(getpid()).tmp") == [7])
    }

    @Test("the longest name that the system takes is no longer on its way")
    func longName() throws {
        let name = String(repeating: "n", count: 255)
        try OutputFile.replace(folder.path(name), with: [1])
        try OutputFile.replace(folder.path(name), with: [2])
        #expect(try content(name) == [2])
    }

    @Test("mode, owner and group stay; a link is followed", arguments: [true, false])
    func access(mayBeUnnamed: Bool) throws {
        try folder.write([9], to: "a")
        #expect(unsafe chmod(folder.path("a"), 0o640) == 0)
        // Another owner can be given by the administrator only.
        if geteuid() == 0 { #expect(unsafe chown(folder.path("a"), 65_534, 65_534) == 0) }
        try FileManager.default.createSymbolicLink(
            atPath: folder.path("link"), withDestinationPath: "a")
        var (before, after) = (stat(), stat())
        #expect(unsafe stat(folder.path("a"), &before) == 0)
        try StagedOutput([1], for: folder.path("link"), mayBeUnnamed: mayBeUnnamed).commit()
        #expect(unsafe lstat(folder.path("a"), &after) == 0)
        #expect(before.st_mode == after.st_mode)
        #expect(before.st_uid == after.st_uid && before.st_gid == after.st_gid)
        #expect(try content("a") == [1])
        #expect(
            try FileManager.default.destinationOfSymbolicLink(atPath: folder.path("link")) == "a")
    }

    @Test("numbered names that are there are found, others are not")
    func numbered() throws {
        let path = NumberedPath(folder.path("seen.png"))
        #expect(path(3) == folder.path("seen-3.png"))
        #expect(path.existingNumbers == [])
        for name in [
            "seen-2.png", "seen-10.png", "seen-0.png", "seen-x.png", "seen-3.jpg", "seen-04.png",
        ] {
            try folder.write([], to: name)
        }
        #expect(path.existingNumbers == [2, 10])
        #expect(NumberedPath("a.b/c")(1) == "a.b/c-1")
        #expect(NumberedPath("a/.hidden")(2) == "a/.hidden-2")
    }
}
