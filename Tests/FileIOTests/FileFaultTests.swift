import FileIO
import Testing

@Suite("Errors about files")
struct FileFaultTests {
    @Test(
        "each failure of the system is one of four",
        arguments: [
            (FileError.cannotOpen(path: "f", reason: "r"), FileFailure.unreadable),
            (.notRegular(path: "f", kind: "a pipe"), .unreadable),
            (.cannotRead(path: "f", offset: 1, reason: "r"), .unreadable),
            (.shrank(path: "f", expectedBytes: 2, foundBytes: 1), .unreadable),
            (.tooLarge(path: "f", byteCount: 9), .unreadable),
            (.cannotCreate(path: "f", reason: "r"), .cannotCreate),
            (.exists(path: "f"), .cannotCreate),
            (.cannotWrite(path: "f", reason: "r"), .cannotWrite),
        ])
    func failures(error: FileError, failure: FileFailure) {
        #expect(error.failure == failure)
        #expect(error.isUnreadable == (failure == .unreadable))
        #expect(error.file == "f")
        #expect(error.description == "f: \(error.reason)")
    }

    @Test("a setting is called as the caller calls it")
    func settings() {
        let error = FileError.exists(path: "f")
        let start = "f: cannot be created: there is such a file already; "
        #expect(error.description == start + "mayReplace replaces it")
        #expect(
            error.sentence { $0 == .mayReplace ? "--force" : "?" } == start + "--force replaces it")
    }

    @Test("a setting shows the value it is proposed to have")
    func values() {
        let setting = Setting("weightOrder").set(to: "input-output")
        #expect("\(setting)" == "weightOrder: input-output")
        #expect(setting != Setting("weightOrder"))
        #expect(setting.withoutValue == Setting("weightOrder"))
    }

    /// An error of another package, which says no more than it has to.
    private struct Minimal: FileFault {
        let file = "f"
        let description = "f: is wrong"
    }

    @Test("an error that says nothing more is about bad content, and names no setting")
    func defaults() {
        #expect(Minimal().failure == .badContent)
        #expect(!Minimal().isUnreadable)
        #expect(Minimal().sentence { _ in "--option" } == "f: is wrong")
    }
}
