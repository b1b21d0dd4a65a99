import Foundation
import TestSupport
import Testing

@Suite("Files and options that cannot be used")
struct BadSystemTests {
    @Test("what is no regular file is refused at once, in every role", arguments: Role.allCases)
    func notRegular(role: Role) throws {
        let data = try TinyData()
        let pipe = data.temporary.url("pipe.idx").path
        // Safety: the path is only read during the call.
        let failure = unsafe mkfifo(pipe, 0o600)
        #expect(failure == 0)
        let folder = data.temporary.url.path
        let directory = "is a directory; expected a regular file"
        if role == .images {
            // A folder may hold pictures; this one does not.
            expect(
                try run(data.arguments("evaluate", [role: folder])), refuses: pipe,
                "expected pictures, found no regular file")
            expect(try run("inspect", folder), refuses: folder, directory, status: 66)
        } else {
            expect(
                try run(data.arguments("evaluate", [role: folder])), refuses: folder, directory,
                status: 66)
        }
        for (path, sentence) in [
            (pipe, "is a pipe; expected a regular file"),
            ("/dev/zero", "is a device; expected a regular file"),
            (
                data.temporary.url("missing.idx").path,
                "cannot be opened: no such file or directory"
            ),
            (
                data.images + "/below",
                "cannot be opened: not a directory"
            ),
        ] {
            expect(
                try run(data.arguments("evaluate", [role: path])), refuses: path, sentence,
                status: 66)
            guard role == .images else { continue }
            expect(try run("inspect", path), refuses: path, sentence, status: 66)
        }
    }

    @Test("a file without permission is refused", .enabled(if: geteuid() != 0))
    func noPermission() throws {
        let data = try TinyData()
        try FileManager.default.setAttributes(
            [.posixPermissions: 0], ofItemAtPath: data.images)
        expect(
            try run(data.arguments("evaluate")), refuses: data.images,
            "cannot be opened: permission denied", status: 66)
    }

    @Test("a link to itself and a name that is too long are refused")
    func oddPaths() throws {
        let data = try TinyData()
        let loop = data.temporary.url("loop.idx").path
        try FileManager.default.createSymbolicLink(atPath: loop, withDestinationPath: loop)
        expect(
            try run("inspect", loop), refuses: loop,
            "cannot be opened: too many levels of symbolic links", status: 66)
        let long = data.temporary.url.path + "/" + String(repeating: "x", count: 300)
        expect(
            try run("inspect", long), refuses: long, "cannot be opened: file name too long",
            status: 66)
    }

    @Test("an empty path, as of a variable that is not set, is wrong usage")
    func emptyPath() throws {
        let data = try TinyData()
        for role in Role.allCases {
            let result = try run(data.arguments("evaluate", [role: ""]))
            #expect(result.status == 64)
            #expect(
                result.standardError
                    == """
                    mnist: error: \(role.rawValue): expected the name of a file, \
                    found an empty one
                    See 'mnist help evaluate'.

                    """)
        }
        #expect(try run("inspect", "").status == 64)
    }

    @Test("a name with control characters is printed escaped, on one line, in every role")
    func hostileNames() throws {
        let data = try TinyData()
        let name = "a\u{1B}[31m\nmnist: all is well\r.idx"
        let shown = #"a\u{1b}[31m\nmnist: all is well\r.idx"#
        let path = try data.temporary.write([1], to: name)
        let printed = data.temporary.url.path + "/" + shown
        for role in Role.allCases {
            let result = try run(data.arguments("evaluate", [role: path]))
            #expect(result.status == 65)
            #expect(result.standardError.hasPrefix("mnist: error: \(printed): "))
            #expect(result.errorLines.count == 1)
        }
        let report = try run("inspect", try data.temporary.write(idx([1], [7]), to: name))
        #expect(report.status == 0)
        #expect(report.standardOutput.contains(shown))
        #expect(!report.standardOutput.contains("\u{1B}"))
    }

    @Test("one file in the place of all three is refused by what it is")
    func sameFile() throws {
        let data = try TinyData()
        let model = [Role.images: data.model, .labels: data.model]
        expect(
            try run(data.arguments("evaluate", model)), refuses: data.model,
            "is a safetensors file, not gzip or IDX: expected images or labels")
        let images = [Role.labels: data.images, .model: data.images]
        expect(
            try run(data.arguments("evaluate", images)), refuses: data.images,
            "wrong format at byte 0: expected safetensors, found an IDX file; "
                + "such files hold images or labels, not weights")
    }

    @Test(
        "numbers that no option takes are wrong usage, and say the range",
        arguments: [
            (["--batch-size", "65537"], "--batch-size: expected 1 to 65536, found 65537"),
            (
                ["--batch-size", "99999999999999999999"],
                "the value '99999999999999999999' is invalid for '--batch-size <n>'"
            ),
            (["--threads", "257"], "--threads: expected 1 to 256, found 257"),
            (["--threads=-1"], "--threads: expected 1 to 256, found -1"),
            (
                ["--limit", "4294967296"],
                "--limit: expected 1 to 4294967295, found 4294967296"
            ),
            (
                ["--scale", "nan"],
                "--scale, --mean, --std: the normalization has a wrong scale: "
                    + "expected a finite number, found infinity or NaN"
            ),
            (
                ["--mean", "inf"],
                "--scale, --mean, --std: the normalization has a wrong mean: "
                    + "expected a finite number, found infinity or NaN"
            ),
            (
                ["--std", "0"],
                "--scale, --mean, --std: the normalization has a wrong std: "
                    + "expected a number above 0, found 0.0"
            ),
            (
                ["--scale", "1e300"],
                "--scale, --mean, --std: the normalization is too strong: "
                    + "expected values within the range of Float, found larger ones"
            ),
        ])
    func numbers(options: [String], sentence: String) throws {
        let result = try run(TinyData().arguments("evaluate") + options)
        #expect(result.status == 64)
        #expect(result.standardOutput == "")
        #expect(
            result.standardError == "mnist: error: \(sentence)\nSee 'mnist help evaluate'.\n")
    }

    @Test("the largest numbers that options take ask for no memory of their own")
    func largestNumbers() throws {
        let options = ["--batch-size", "65536", "--threads", "256", "--limit", "4294967295"]
        let data = try TinyData()
        let result = try run(
            data.arguments("evaluate") + options + ["--misclassified", "4294967295"])
        #expect(result.status == 0)
        #expect(result.standardOutput.contains("images    6\ncorrect   5\n"))
    }

    @Test("an index beyond the file is refused with the number of images, a negative one as usage")
    func indices() throws {
        let data = try TinyData()
        for index in ["6", "0-6", "0-4294967295", "5,6"] {
            expect(
                try run(data.arguments("classify") + ["--index", index]), refuses: data.images,
                "there is no image 6: the file holds 6, 0 to 5")
        }
        for index in ["--index=-1", "--index=4294967296", "--index=5-2", "--index=1,,2"] {
            let result = try run(data.arguments("classify") + [index])
            #expect(result.status == 64)
            #expect(result.standardError.contains("is invalid for '--index <index>'"))
        }
    }

    @Test("options that contradict the model's shapes are refused with both numbers")
    func contradictions() throws {
        let data = try TinyData()
        expect(
            try run(data.arguments("evaluate") + ["--input-shape", "2x2x2"]),
            refuses: data.model,
            "the first layer wants 4 inputs; expected 8, the values of an image of 2 × 2 × 2")
        expect(
            try run(data.arguments("evaluate") + ["--class-names", "a,b"]), refuses: data.model,
            "expected 4 class names, one per output, found 2")
    }

    @Test("numbers beyond the range of Float are described as they are")
    func largeNumbers() throws {
        let data = try TinyData()
        let bits: [UInt64] = [Double(1e300).bitPattern, Double(1e300).bitPattern]
        let bytes = bits.flatMap { GzipFixture.littleEndian($0).reversed() }
        let path = try data.temporary.write(idx(type: 0x0E, [2], bytes), to: "large.idx")
        let result = try run("inspect", path)
        #expect(result.status == 0)
        #expect(result.standardOutput.contains("1e+300 to 1e+300, mean 1e+300, std 0, "))
    }
}
