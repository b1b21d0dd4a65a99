import Foundation
import Testing
import TestSupport

@Suite("Wrong usage")
struct UsageTests {
    @Test(
        "wrong usage is one line, a hint where to read on, and status 64",
        arguments: [
            "evaluate --batch-size 0", "evaluate --batch-size 65537", "evaluate --batch-size x",
            "evaluate --threads 0", "evaluate --threads 257", "evaluate --limit 0",
            "evaluate --limit -1", "evaluate --top-k 0", "evaluate --misclassified -1",
            "evaluate --format xml", "evaluate --min-accuracy 98.5", "evaluate --min-accuracy nan",
            "evaluate --min-accuracy -1%", "evaluate --min-accuracy 1e-1",
            "evaluate --dataset cifar", "evaluate --dataset mnist --images a --labels b",
            "evaluate --dataset mnist --labels b", "evaluate --labels b",
            "evaluate --hidden-activation softmax", "evaluate --input-shape 28",
            "evaluate --input-shape 0x28", "evaluate --std 0 --images a --labels b",
            "evaluate --scale nan", "evaluate extra", "evaluate --nonsense", "nonsense",
            "classify --index -1", "classify --index 3-", "classify --index 5-2",
            "classify --index a", "classify --index", "classify --index 99999999999",
            "classify --show --format json", "classify picture.png --index 1",
            "benchmark --batch-sizes 1,,2", "benchmark --batch-sizes 0",
            "benchmark --threads 1,257", "benchmark --duration 0", "benchmark --duration nan",
            "benchmark --warmup -1", "benchmark --warmup inf", "benchmark --labels x",
            "benchmark --models a,a", "benchmark --models a,", "benchmark --model a --models b",
            "benchmark --plot --format json", "benchmark --plot --format csv",
            "inspect", "plot", "plot softmax", "compare", "compare mnist-mlp",
            "compare mnist-mlp mnist-sigmoid x", "compare a b --disagreements -1",
            "compare a b --model c", "convert", "convert a", "convert a --output b --dtype f64",
            "convert a --output b --max-changed 2", "compare a b --labels l",
            "evaluate --transpose", "evaluate --dataset emnist-letters",
            "evaluate --data-dir d", "evaluate --dataset kmnist --images a --labels b",
            "evaluate --images a --labels b --pixel-range 1",
            "evaluate --images a --labels b --channel-order middle",
            "evaluate --images a --data-dir d", "evaluate --labels-from 1",
            "predict --kaggle --format idx", "predict --format xml", "predict --labels a",
            "convert --images a", "convert net --images a --output b", "convert --output b",
        ])
    func usage(line: String) throws {
        let result = try run(line.split(separator: " ").map(String.init))
        #expect(result.status == 64)
        #expect(result.standardOutput == "")
        #expect(result.errorLines.count == 2)
        #expect(result.standardError.hasPrefix("mnist: error: "))
        #expect(result.errorLines.last?.hasPrefix("See 'mnist ") == true)
    }

    @Test(
        "what is misspelled is told with the name that is meant",
        arguments: [
            ("evalute", "; did you mean evaluate?"), ("help clasify", "; did you mean classify?"),
            ("evaluate --model mnist-clp", "; did you mean mnist-mlp?"),
            ("evaluate --dataset fashon-mnist", "; did you mean fashion-mnist?"),
            ("evaluate --min-accuracy 98.5", "or a percentage such as 98.5%"),
            ("eval", "; did you mean evaluate?"),
            ("serve --port 9000", "'tools/mnist serve' builds it"),
            ("evaluate net.safetensors", "; --model names a network, --images a data set"),
            ("quantize mnist-mlp small.safetensors -o s", "; --output names the new file"),
            ("--model mnist-cnn evaluate", ": mnist evaluate --model …"),
            ("compare mnist-mlp", "'<network-b>'"),
        ])
    func suggestions(line: String, end: String) throws {
        let result = try run(line.split(separator: " ").map(String.init))
        #expect(result.errorLines.first?.hasSuffix(end) == true, "\(result.standardError)")
    }

    @Test("a kernel variant that does not exist is wrong usage, one of another processor is not")
    func kernels() throws {
        let misspelled = try run("plot", "step", environment: ["MNIST_KERNELS": "avx1024"])
        #expect(misspelled.status == 64)
        let sentence =
            "mnist: error: MNIST_KERNELS: expected one of portable, avx2, avxvnni, avx512, avx512vbmi2, avx512amx, neon, neoni8mm, simd128, found avx1024"
        #expect(misspelled.errorLines.first.map(String.init) == sentence)
        for name in ["portable", "neon", ""] {
            #expect(try run("plot", "step", environment: ["MNIST_KERNELS": name]).status == 0)
        }
    }

    @Test("k beyond the number of classes is wrong usage")
    func topK() throws {
        for command in ["evaluate", "classify"] {
            let result = try TinyData().run(command, "--top-k", "5")
            #expect(result.status == 64)
            #expect(result.standardError.contains("--top-k: expected 1 to 4, found 5"))
        }
    }

    @Test("arguments are shown without what a terminal would obey")
    func hostileArgument() throws {
        let result = try run("evaluate", "--\u{1B}[2Jx\n")
        #expect(result.status == 64)
        #expect(result.errorLines.count == 2)
        #expect(!result.standardError.contains("\u{1B}"))
    }

    @Test("a name that is no model lists the models; a path is looked for")
    func unknownModel() throws {
        let name = try run("evaluate", "--model", "resnet")
        #expect(name.status == 66)
        #expect(name.standardError.contains("mnist-sigmoid, mnist-mlp, mnist-cnn, fashion"))
        let path = try run("evaluate", "--model", "resnet.safetensors")
        #expect(path.status == 66)
        #expect(path.standardError.hasSuffix("cannot be opened: no such file or directory\n"))
        let folder = try TemporaryFolder()
        try folder.write([], to: "resnet")
        let file = try run("evaluate", "--model", "resnet", in: folder.url)
        #expect(file.standardError.hasPrefix("mnist: error: resnet: is empty"))
    }
}
