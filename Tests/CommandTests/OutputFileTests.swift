import Foundation
import TestSupport
import Testing

@Suite("Files that commands write")
struct OutputFileTests {
    private let data: TinyData
    private let folder: URL

    /// A picture of a stroke, which is a 1.
    private static let stroke: [UInt8] =
        Array("P5 28 28 255\n".utf8)
        + (0..<784).map { (11..<16).contains($0 % 28) ? UInt8($0 / 28 * 9) : 0 }

    init() throws {
        data = try TinyData()
        folder = data.temporary.url
        for name in ["p.png", "p-1.png"] { try data.temporary.write(Self.stroke, to: name) }
    }

    private func content(_ name: String) throws -> Data {
        try Data(contentsOf: data.temporary.url(name))
    }

    private var names: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() }
    }

    private var benchmark: [String] {
        ["benchmark", "--images", "images.idx", "--weight-order", "input-output", "--mean", "0"]
            + ["--duration", "0.01", "--warmup", "0", "--batch-sizes", "1"]
    }

    private var convert: [String] {
        ["convert", "model.safetensors", "--weight-order", "input-output", "--mean", "0"]
    }

    /// Runs a command that has to be refused, and looks whether all files are as they were.
    private func expectRefusal(
        _ arguments: [String], output: String, is other: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let before = try names.map { try content($0) }
        let result = try run(arguments, in: folder)
        #expect(result.status == 73, sourceLocation: sourceLocation)
        #expect(result.standardOutput == "", sourceLocation: sourceLocation)
        #expect(
            result.standardError == "mnist: error: \(output): cannot be created: it is \(other); "
                + "expected another file\n", sourceLocation: sourceLocation)
        #expect(try names.map { try content($0) } == before, sourceLocation: sourceLocation)
    }

    @Test("an input is no output, however it is named")
    func inputs() throws {
        try FileManager.default.linkItem(
            at: data.temporary.url("p.png"), to: data.temporary.url("hard.png"))
        try FileManager.default.createSymbolicLink(
            atPath: data.temporary.path("link.png"), withDestinationPath: "p.png")
        for output in ["p.png", "./p.png", data.temporary.path("p.png"), "hard.png", "link.png"] {
            try expectRefusal(
                ["classify", "p.png", "--save-prepared", output], output: output,
                is: "the input p.png")
        }
    }

    @Test("every file that a command reads is an input")
    func roles() throws {
        try data.temporary.write(Array("{}".utf8), to: "baseline.json")
        try data.temporary.write(Array("{}".utf8), to: "layers.json")
        let model = ["--model", "model.safetensors"]
        let options = ["--baseline", "baseline.json", "--architecture", "layers.json"]
        try FileManager.default.copyItem(
            at: data.temporary.url("model.safetensors"), to: data.temporary.url("weights.png"))
        for input in ["images.idx", "model.safetensors", "baseline.json", "layers.json"] {
            try expectRefusal(
                benchmark + model + options + ["--svg", input], output: input,
                is: "the input \(input)")
        }
        try expectRefusal(
            benchmark + ["--models", "mnist-mlp,model.safetensors", "--svg", "model.safetensors"],
            output: "model.safetensors", is: "the input model.safetensors")
        try expectRefusal(
            convert + ["--architecture", "layers.json", "--force", "--output", "layers.json"],
            output: "layers.json", is: "the input layers.json")
        try expectRefusal(
            ["classify", "p.png", "--model", "weights.png", "--save-prepared", "weights.png"],
            output: "weights.png", is: "the input weights.png")
    }

    @Test("a picture in a folder of classes is an input, and so is a table of labels")
    func folders() throws {
        for name in ["classes/0/a.pgm", "classes/1/b.pgm", "table/c.pgm"] {
            try FileManager.default.createDirectory(
                at: data.temporary.url(name).deletingLastPathComponent(),
                withIntermediateDirectories: true)
            try data.temporary.write(Self.stroke, to: name)
        }
        try data.temporary.write(Array("file,label\nc.pgm,1\n".utf8), to: "table/labels.csv")
        try FileManager.default.createSymbolicLink(
            atPath: data.temporary.path("other"), withDestinationPath: "classes/1")
        func expect(
            _ arguments: [String], output: String, is input: String,
            sourceLocation: SourceLocation = #_sourceLocation
        ) throws {
            let before = try content(input)
            let result = try run(arguments + [output], in: folder)
            #expect(result.status == 73, sourceLocation: sourceLocation)
            #expect(
                result.standardError
                    == "mnist: error: \(output): cannot be created: it is the input "
                    + "\(input); expected another file\n", sourceLocation: sourceLocation)
            #expect(try content(input) == before, sourceLocation: sourceLocation)
        }
        let evaluate = ["evaluate", "--model", "mnist-cnn", "--images"]
        try expect(
            evaluate + ["classes", "--report"], output: "other/b.pgm", is: "classes/1/b.pgm")
        try expect(
            evaluate + ["classes/", "--partial"], output: "classes/0/a.pgm", is: "classes/0/a.pgm")
        try expect(
            evaluate + ["table", "--partial"], output: "table/labels.csv", is: "table/labels.csv")
        try expect(
            ["predict", "--images", "table", "--force", "--output"], output: "table/c.pgm",
            is: "table/c.pgm")
        try expect(
            ["convert", "--images", "classes", "--output-labels", "l", "--force", "--output"],
            output: "other/b.pgm", is: "classes/1/b.pgm")
    }

    @Test("a file beside an ONNX model that holds its weights is an input")
    func besideModel() throws {
        func field(_ number: UInt8, _ content: [UInt8]) -> [UInt8] {
            [number << 3 | 2, UInt8(content.count)] + content
        }
        func text(_ number: UInt8, _ content: String) -> [UInt8] {
            field(number, Array(content.utf8))
        }
        func value(_ name: String) -> [UInt8] {
            text(1, name) + field(2, field(1, [1 << 3, 1] + field(2, field(1, [1 << 3, 2]))))
        }
        let tensor =
            [1 << 3, 2, 2 << 3, 1] + text(8, "w")
            + field(13, text(1, "location") + text(2, "weights.bin")) + [14 << 3, 1]
        let graph =
            field(1, text(1, "x") + text(2, "y") + text(4, "Relu")) + text(2, "g")
            + field(5, tensor) + field(11, value("x")) + field(12, value("y"))
        let model = [1 << 3, 8] + field(7, graph) + field(8, text(1, "") + [2 << 3, 13])
        try data.temporary.write(model, to: "m.onnx")
        try data.temporary.write([0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0], to: "weights.bin")
        #expect(try run(["inspect", "m.onnx"], in: folder).status == 0)
        try FileManager.default.createSymbolicLink(
            atPath: data.temporary.path("link.bin"), withDestinationPath: "weights.bin")
        for output in ["weights.bin", "link.bin"] {
            try expectRefusal(
                ["convert", "m.onnx", "--force", "--output", output], output: output,
                is: "the input ./weights.bin")
        }
    }

    @Test("a bundled model is an input by its name, and a bundled test set one of a conversion")
    func bundled() throws {
        let home = data.temporary.url("home")
        for (folder, file) in [
            ("models", "mnist-sigmoid.safetensors"), ("data/mnist", "t10k-images-idx3-ubyte.gz"),
        ] {
            try FileManager.default.createDirectory(
                at: home.appending(path: folder), withIntermediateDirectories: true)
            try FileManager.default.copyItem(
                at: packageFolder.appending(path: "\(folder)/\(file)"),
                to: home.appending(path: "\(folder)/\(file)"))
            let path = home.appending(path: "\(folder)/\(file)")
            let before = try Data(contentsOf: path)
            let result = try run(
                ["convert", "mnist-sigmoid", "--force", "--output", path.path],
                environment: ["MNIST_HOME": home.path])
            #expect(result.status == 73)
            #expect(result.standardError.contains("it is the input \(path.path)"))
            #expect(try Data(contentsOf: path) == before)
        }
    }

    @Test("names that are derived are outputs too, as far as they may be reached")
    func numbered() throws {
        try expectRefusal(
            ["classify", "p.png", "p-1.png", "--save-prepared", "p.png"], output: "p-1.png",
            is: "the input p-1.png")
        try FileManager.default.linkItem(
            at: data.temporary.url("p.png"), to: data.temporary.url("seen-7.png"))
        try expectRefusal(
            ["classify", "p.png", "--each", "--save-prepared", "seen.png"], output: "seen-7.png",
            is: "the input p.png")
        // Two pictures have two digits, so that the seventh is not reached.
        let result = try run(
            "classify", "p.png", "p-1.png", "--save-prepared", "seen.png", in: folder)
        #expect(result.status == 0)
        #expect(try content("seen-7.png") == Data(Self.stroke))
        #expect(try names.filter { $0.hasPrefix("seen") }.count == 3)
    }

    @Test("the file that standard output goes to is no other output")
    func standardOutput() throws {
        let chart = try data.temporary.write([], to: "chart.svg")
        let result = try run(
            benchmark + ["--model", "model.safetensors", "--svg", "chart.svg"], in: folder,
            output: chart)
        #expect(result.status == 73)
        #expect(
            result.standardError == "mnist: error: chart.svg: cannot be created: it is standard "
                + "output; expected another file\n")
    }

    @Test("a report that cannot be printed leaves no file", arguments: ["/dev/full", "closed"])
    func report(output: String) throws {
        let before = try names
        let commands = [
            convert + ["--output", "new.st"],
            benchmark + ["--model", "model.safetensors", "--svg", "new.svg"],
            ["classify", "p.png", "--save-prepared", "new.png"],
        ]
        let script = output == "closed" ? "exec \"$@\" >&-" : "exec \"$@\" >\(output)"
        for command in commands {
            let result = try run(command, in: folder, shell: script)
            #expect(result.status == 74)
            #expect(result.standardError.contains("standard output: cannot be written"))
            #expect(try names == before)
        }
    }

    @Test("a reader that is gone ends the command, and leaves no file")
    func closedPipe() throws {
        let before = try names
        let pipe = Pipe()
        try pipe.fileHandleForReading.close()
        let process = Process()
        process.executableURL = commandURL
        process.currentDirectoryURL = folder
        process.arguments = convert + ["--output", "new.st"]
        process.standardOutput = pipe
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationReason == .uncaughtSignal)
        #expect(process.terminationStatus == SIGPIPE)
        #expect(try names == before)
    }

    #if os(Linux)
        // What starts the tests may ignore the signal, which would be handed on.
        private static let limited = "ulimit -f 64 && exec env --default-signal=XFSZ \"$@\""

        @Test(
            "a file above the limit of sizes is an error, and leaves nothing",
            .enabled(
                if: (try? run("--version", shell: limited).status) == 0,
                "the thread sanitizer writes a file of its own"))
        func sizeLimit() throws {
            let before = try names
            let result = try run(
                "convert", "mnist-sigmoid", "--output", "new.st", in: folder, shell: Self.limited)
            #expect(result.status == 74)
            #expect(
                result.standardError == "mnist: error: new.st: cannot be written: file too large\n")
            #expect(result.standardOutput == "")
            #expect(try names == before)
        }
    #endif

    @Test("--force keeps the mode of a file, and follows a link")
    func force() throws {
        try data.temporary.write([1, 2, 3], to: "new.st")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o600], ofItemAtPath: data.temporary.path("new.st"))
        try FileManager.default.createSymbolicLink(
            atPath: data.temporary.path("link.st"), withDestinationPath: "new.st")
        #expect(try run(convert + ["--output", "link.st", "--force"], in: folder).status == 0)
        let manager = FileManager.default
        let attributes = try manager.attributesOfItem(atPath: data.temporary.path("new.st"))
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        #expect(
            try manager.destinationOfSymbolicLink(atPath: data.temporary.path("link.st"))
                == "new.st")
        #expect(try content("new.st").count > 3)
        #expect(try run(["inspect", "link.st"], in: folder).status == 0)
    }

    @Test("a link to nothing and a folder that is missing are refused before the work")
    func early() throws {
        try FileManager.default.createSymbolicLink(
            atPath: data.temporary.path("link.st"), withDestinationPath: "nothing.st")
        let result = try run(convert + ["--output", "link.st", "--force"], in: folder)
        #expect(result.status == 73)
        #expect(result.standardError.contains("it is a link to a file that is not there"))
        // What is read would be refused as well, but later.
        let missing = try run(
            ["convert", "missing.st", "--output", "missing/new.st"], in: folder)
        #expect(missing.status == 73)
        #expect(missing.standardError.contains("missing/new.st: cannot be created"))
    }
}
