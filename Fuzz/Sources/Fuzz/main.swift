// Usage: Fuzz TARGET [FOLDER…] [OPTION…], with the options of libFuzzer.
// With --targets it prints the names, with --seeds TARGET FOLDER CORPUS it writes inputs to begin
// with.

import CFuzzer
import Foundation

/// What is fuzzed, by name; a target traps when something is wrong.
let targets: [String: @Sendable ([UInt8]) -> Void] = [
    "architecture": fuzzArchitecture,
    "csv": fuzzCSV,
    "gguf": fuzzGGUF,
    "idx": fuzzIDX,
    "kernels": fuzzKernels,
    "manifest": fuzzManifest,
    "model": fuzzModel,
    "onnx": fuzzONNX,
    "onnx-network": fuzzONNXNetwork,
    "npz": fuzzNPZ,
    "partial": fuzzPartial,
    "picture": fuzzPicture,
    "feature-maps": fuzzFeatureMaps,
    "safetensors": fuzzSafetensors,
]

func fail(_ message: String) -> Never {
    FileHandle.standardError.write(Data((message + "\n").utf8))
    exit(64)
}

let arguments = CommandLine.arguments.dropFirst()
switch arguments.first {
case "--targets":
    print(targets.keys.sorted().joined(separator: "\n"))
    exit(0)
case "--seeds" where arguments.count == 4:
    let folder = URL(filePath: arguments[3])
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (index, seed) in try seeds(
        of: arguments[2], corpus: URL(filePath: arguments[4])
    ).enumerated() {
        try Data(seed).write(to: folder.appending(path: "seed-\(index)"))
    }
    exit(0)
case let name? where targets[name] != nil:
    // Set once, before libFuzzer starts, and read by the function it calls.
    Target.run = targets[name]
default:
    fail("expected a target: " + targets.keys.sorted().joined(separator: ", "))
}

enum Target {
    nonisolated(unsafe) static var run: (([UInt8]) -> Void)?
}

// libFuzzer is given its arguments without the target's name.
var words = ([CommandLine.arguments[0]] + arguments.dropFirst()).map { strdup($0) } + [nil]
var count = CInt(words.count - 1)
let status = words.withUnsafeMutableBufferPointer { buffer in
    var start: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = buffer.baseAddress
    return LLVMFuzzerRunDriver(&count, &start) { data, size in
        Target.run?(Array(UnsafeBufferPointer(start: data, count: size)))
        return 0
    }
}
exit(status)
