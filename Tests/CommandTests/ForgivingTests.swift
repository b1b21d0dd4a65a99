import Foundation
import Testing
import TestSupport

/// Small mistakes on the command line, told so that the next try is right.
@Suite("Mistakes on the command line")
struct ForgivingTests {
    @Test(
        "a negative number is a value, and told what is expected",
        arguments: [
            (["evaluate", "--limit", "-1"], "--limit", "-1"),
            (["evaluate", "--threads", "-2"], "--threads", "-2"),
            (["evaluate", "--min-accuracy", "-0.5"], "0 to 1", "-0.5"),
            (["benchmark", "--duration", "-1"], "--duration", "-1"),
            (["benchmark", "--batch-sizes", "-1,10"], "--batch-sizes", "-1"),
            (["plot", "mnist-mlp", "--weights", "--layer", "-1"], "--layer", "-1"),
        ])
    func negative(arguments: [String], expected: String, found: String) throws {
        let result = try run(arguments)
        #expect(result.status == 64)
        #expect(result.standardError.contains(expected), "\(result.standardError)")
        #expect(result.standardError.contains(found), "\(result.standardError)")
        #expect(!result.standardError.contains("missing value"), "\(result.standardError)")
    }

    @Test("a negative mean and scale are numbers")
    func negativeSettings() throws {
        let data = try TinyData()
        let result = try data.run("evaluate", "--scale", "-1", "--mean", "-2.5")
        #expect(result.status == 0, "\(result.standardError)")
    }

    @Test("a misspelled network is told wherever one is named")
    func networks() throws {
        for command in [["evaluate", "--model"], ["inspect"], ["compare", "mnist-cnn"]] {
            let result = try run(command + ["mnist-mpl"])
            #expect(result.status == 66)
            #expect(result.standardError.contains("; did you mean mnist-mlp?"))
        }
    }

    @Test("a misspelled file of images is told before labels are asked for")
    func images() throws {
        let folder = try TemporaryFolder()
        let missing = try run("evaluate", "--images", "tset.npz", in: folder.url)
        #expect(missing.status == 66)
        #expect(missing.standardError.contains("tset.npz: cannot be opened: no such file"))
        let weights = try folder.write(safetensors([("W1", [1, 1], [1])]), to: "net.safetensors")
        let wrong = try run("evaluate", "--images", weights)
        #expect(wrong.status == 65)
        #expect(wrong.standardError.contains("is a safetensors file, not"))
        let images = try folder.write(idx([1, 2, 2], [1, 2, 3, 4]), to: "images")
        let unlabeled = try run("evaluate", "--images", images)
        #expect(unlabeled.status == 64)
        #expect(unlabeled.standardError.contains("--images needs --labels"))
    }

    @Test("a folder of folders is told from one without pictures")
    func folders() throws {
        let folder = try TemporaryFolder()
        try FileManager.default.createDirectory(
            at: folder.url("7"), withIntermediateDirectories: false)
        let result = try run("classify", folder.url.path)
        #expect(result.status == 66)
        #expect(result.standardError.contains("but folders, which are not looked into"))
    }

    @Test("percentages and fractions are both shares; a number above 1 says how to write it")
    func shares() throws {
        for share in ["0.5", "50%"] {
            #expect(try run("evaluate", "--limit", "9", "--min-accuracy", share).status == 0)
        }
        let result = try run("evaluate", "--min-accuracy", "98.5")
        #expect(result.status == 64)
        #expect(result.standardError.contains("such as 0.985, or a percentage such as 98.5%"))
    }

    @Test("without arguments the command says what to do first")
    func first() throws {
        let result = try run()
        #expect(result.status == 0)
        #expect(result.standardOutput.contains("EXAMPLES\n  mnist evaluate\n      To begin with:"))
    }
}
