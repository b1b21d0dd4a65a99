import Foundation
import TestSupport
import Testing

/// Options that say how the files of a data set are laid out, and names that say it.
@Suite("Layouts of data sets")
struct DataOptionTests {
    private let folder: TemporaryFolder
    /// The first images of the bundled test set and their labels.
    private let images: [UInt8]
    private let labels: [UInt8]
    private static let count = 300

    init() throws {
        folder = try TemporaryFolder()
        (images, labels) = Self.bundled
    }

    private static let bundled: ([UInt8], [UInt8]) = {
        func content(_ name: String) -> [UInt8] {
            let process = Process()
            let pipe = Pipe()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments = [
                "gzip", "-dc", packageFolder.appendingPathComponent("data/mnist/\(name)").path,
            ]
            process.standardOutput = pipe
            try? process.run()
            return [UInt8](pipe.fileHandleForReading.readDataToEndOfFile())
        }
        return (
            Array(content("t10k-images-idx3-ubyte.gz").dropFirst(16).prefix(Self.count * 784)),
            Array(content("t10k-labels-idx1-ubyte.gz").dropFirst(8).prefix(Self.count))
        )
    }()

    private var transposed: [UInt8] {
        var moved = images
        for image in 0..<Self.count {
            for row in 0..<28 {
                for column in 0..<28 {
                    moved[image * 784 + column * 28 + row] =
                        images[image * 784 + row * 28 + column]
                }
            }
        }
        return moved
    }

    private func write(_ pixels: [UInt8], _ name: String) throws -> String {
        let url = folder.url(name)
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        return try folder.write(idx([Self.count, 28, 28], pixels), to: name)
    }

    private func json(_ arguments: String...) throws -> [String: Any] {
        let result = try run(["evaluate", "--format", "json"] + arguments)
        #expect(result.status == 0, "\(result.standardError)")
        return try #require(try result.json as? [String: Any])
    }

    @Test("transposed images are told on standard error and in every report, and read when said")
    func transposing() throws {
        let path = try write(transposed, "images.idx")
        let labels = try folder.write(idx([Self.count], labels), to: "labels.idx")
        let files = ["--images", path, "--labels", labels]
        let wrong = try run(["evaluate"] + files)
        #expect(wrong.status == 0)
        #expect(wrong.errorLines.count == 1)
        #expect(wrong.standardError.hasPrefix("mnist: note: \(path): read otherwise, "))
        #expect(wrong.standardError.hasSuffix(" (--transpose)\n"))
        #expect(wrong.standardOutput.contains("\nnote      \(path): read otherwise, "))
        let right = try run(["evaluate", "--transpose"] + files)
        #expect(right.standardError == "")
        #expect(right.standardOutput.contains("\(path) (not a known set, transposed)\n"))
        let report = try json("--images", path, "--labels", labels, "--transpose")
        let options = try #require(report["data_options"] as? [String: Any])
        #expect(options["transpose"] as? Bool == true && options["invert"] as? Bool == false)
        #expect(report["remarks"] == nil)
        #expect(try #require(report["accuracy"] as? Double) > 0.98)
        #expect(
            try json("--images", path, "--labels", labels)["remarks"] as? [String]
                == [String(wrong.standardError.dropFirst("mnist: note: ".count).dropLast())])
        withExtendedLifetime(folder) {}
    }

    @Test("pixels of 0 to 1 are refused with the option, and read with it")
    func pixelRange() throws {
        let bits = images.map { UInt8($0 > 127 ? 1 : 0) }
        let path = try write(bits, "bits.idx")
        let labels = try folder.write(idx([Self.count], labels), to: "labels.idx")
        let files = ["--images", path, "--labels", labels]
        let refused = try run(["evaluate"] + files)
        #expect(refused.status == 65 && refused.standardOutput == "")
        #expect(refused.standardError.contains("if 1 is white, --pixel-range 0..1 says so"))
        let read = try json("--images", path, "--labels", labels, "--pixel-range", "0..1")
        #expect(try #require(read["accuracy"] as? Double) > 0.9)
        // A range that begins with a minus is a value and no option.
        let signed = try run(
            ["evaluate", "--pixel-range", "-1..1"] + files)
        #expect(signed.status == 65 && signed.standardError.contains("equal steps of -1..1"))
        withExtendedLifetime(folder) {}
    }

    @Test("EMNIST's letters: transposed, labels from 1, found in a folder, classes by their names")
    func letters() throws {
        // Digits stand for letters, so that the bundled network knows them: class 0 is A.
        for place in ["", "gzip/", "EMNIST/raw/"] {
            let names = ["images-idx3-ubyte", "labels-idx1-ubyte"].map {
                "\(place)emnist-letters-test-\($0)"
            }
            _ = try write(transposed, names[0])
            try folder.write(idx([Self.count], labels.map { $0 + 1 }), to: names[1])
            let report = try json(
                "--dataset", "emnist-letters", "--data-dir", folder.url.path, "--model",
                "mnist-mlp")
            #expect(report["dataset"] as? String == "emnist-letters")
            #expect(report["verified"] as? Bool == false)
            #expect(try #require(report["accuracy"] as? Double) > 0.98)
            let options = try #require(report["data_options"] as? [String: Any])
            #expect(options["labels_from"] as? Int == 1)
            for name in names { try FileManager.default.removeItem(at: folder.url(name)) }
        }
        let missing = try run(
            "evaluate", "--dataset", "emnist-letters", "--data-dir", folder.url.path, "--model",
            "mnist-mlp")
        #expect(missing.status == 66)
        #expect(
            missing.standardError
                == "mnist: error: \(folder.url.path): does not hold the files of EMNIST Letters: "
                + "expected emnist-letters-test-images-idx3-ubyte.gz and "
                + "emnist-letters-test-labels-idx1-ubyte.gz\n")
        withExtendedLifetime(folder) {}
    }

    @Test("a data set is converted to IDX files that need no options, compressed or not")
    func conversion() throws {
        let path = try write(transposed, "images.idx")
        let labelPath = try folder.write(
            idx([Self.count], labels.map { $0 + 1 }), to: "labels.idx")
        func convert(_ images: String, _ labels: String) throws -> CommandResult {
            try run(
                "convert", "--images", path, "--labels", labelPath, "--transpose",
                "--labels-from", "1", "--output", images, "--output-labels", labels)
        }
        let plain = folder.path("new-images.idx")
        let result = try convert(plain, folder.path("new-labels.idx"))
        #expect(result.status == 0, "\(result.standardError)")
        #expect(result.standardOutput.contains("images  300 of 28 × 28, "))
        #expect(
            [UInt8](try Data(contentsOf: folder.url("new-images.idx")))
                == idx([Self.count, 28, 28], images))
        #expect(
            [UInt8](try Data(contentsOf: folder.url("new-labels.idx")))
                == idx([Self.count], labels))
        let packed = folder.path("new.gz")
        #expect(try convert(packed, folder.path("new-labels.gz")).status == 0)
        #expect(
            try Data(contentsOf: folder.url("new.gz")).prefix(2) == Data([0x1F, 0x8B]))
        let report = try json("--images", packed, "--labels", folder.path("new-labels.gz"))
        #expect(report["correct"] as? Int ?? 0 > 294)
        // Again, the files are there already.
        #expect(try convert(plain, folder.path("other.idx")).status == 73)
        withExtendedLifetime(folder) {}
    }

    @Test("classify and benchmark say how images were read")
    func otherReports() throws {
        let path = try write(transposed, "images.idx")
        let text = try run("classify", "--images", path, "--transpose", "--index", "0")
        #expect(text.standardOutput.hasPrefix("read as: transposed\n"))
        #expect(text.standardOutput.contains(" 7 "))
        let benchmark = try run(
            "benchmark", "--images", path, "--transpose", "--batch-sizes", "1", "--duration",
            "0.01", "--warmup", "0", "--format", "json")
        let report = try #require(try benchmark.json as? [String: Any])
        #expect(report["layout"] as? [String] == ["transposed"])
        withExtendedLifetime(folder) {}
    }
}
