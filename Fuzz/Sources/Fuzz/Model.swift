import Foundation
import ImageClassification
import NeuralNetwork

/// A safetensors file as a model, with the first byte choosing what to assume of it.
func fuzzModel(_ input: [UInt8]) {
    guard let first = input.first else { return }
    var options = ModelOptions()
    switch first & 3 {
    case 1: options.weightOrder = .inputOutput
    case 2: options.weightOrder = .outputInput
    default: break
    }
    options.allowsNonFinite = first & 4 != 0
    load(Array(input.dropFirst()), options)
}

/// The manifest of a model of two layers, whose tensors are sound.
func fuzzManifest(_ input: [UInt8]) {
    load(modelFile(manifest: String(decoding: input, as: UTF8.self)), ModelOptions())
}

/// An architecture file for the weights of a convolution and a dense layer, which are sound.
func fuzzArchitecture(_ input: [UInt8]) {
    write(input, to: architecturePath)
    do {
        var options = ModelOptions()
        options.architecture = try Architecture(path: architecturePath)
        load(convolutionalFile, options)
    } catch {
        expectSentence(of: error, naming: architecturePath)
    }
}

/// Files on disk, as that is where models are read from.
private let path = FileManager.default.temporaryDirectory
    .appending(path: "swift-mnist-fuzz-\(ProcessInfo.processInfo.processIdentifier)").path
private let architecturePath = path + ".json"

/// Written as C does, to a new file: Foundation waits for the disk, and file systems do where a file is
/// emptied, either of which takes longer than the reading.
private func write(_ bytes: [UInt8], to path: String) {
    unlink(path)
    guard let file = fopen(path, "wb") else { fatalError("cannot write \(path)") }
    precondition(fwrite(bytes, 1, bytes.count, file) == bytes.count)
    precondition(fclose(file) == 0)
}

private func expectSentence(of error: any Error, naming path: String) {
    let sentence = "\(error)"
    precondition(sentence.contains(path) && !sentence.contains("\n"), sentence)
}

private func load(_ file: [UInt8], _ options: ModelOptions) {
    write(file, to: path)
    do {
        let classifier = try Classifier(path: path, options: options)
        // What is accepted can be used.
        guard classifier.inputCount <= 4096 else { return }
        let logits = try classifier.logits(
            [UInt8](repeating: 200, count: 2 * classifier.inputCount))
        precondition(logits.rows == 2 && logits.columns == classifier.classCount)
    } catch {
        expectSentence(of: error, naming: path)
    }
}

/// A safetensors file with layers of 4 to 3 to 2, and a text for its manifest.
func modelFile(manifest: String) -> [UInt8] {
    safetensorsFile(
        [("W1", [4, 3]), ("b1", [3]), ("W2", [3, 2]), ("b2", [2])], manifest: manifest)
}

/// Weights of 2 filters 2 × 2, and of a dense layer of 8 to 2.
private let convolutionalFile = safetensorsFile(
    [("W1", [2, 1, 2, 2]), ("b1", [2]), ("W2", [8, 2]), ("b2", [2])], manifest: nil)

private func safetensorsFile(_ tensors: [(String, [Int])], manifest: String?) -> [UInt8] {
    var entries = manifest.map { ["\"__metadata__\":{\"manifest\":\(quoted($0))}"] } ?? []
    var end = 0
    for (name, shape) in tensors {
        let begin = end
        end += 4 * shape.reduce(1, *)
        entries.append(
            """
            "\(name)":{"dtype":"F32","shape":[\(shape.map(String.init).joined(separator: ","))],\
            "data_offsets":[\(begin),\(end)]}
            """)
    }
    let header = Array("{\(entries.joined(separator: ","))}".utf8)
    let data = (0..<end / 4).flatMap { index in
        withUnsafeBytes(of: (Float(index) / 8 - 1).bitPattern.littleEndian) { Array($0) }
    }
    return withUnsafeBytes(of: UInt64(header.count).littleEndian) { Array($0) } + header + data
}

private func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"", "\\": result += "\\\(scalar)"
        case "\0"..<" ":
            result += "\\u00\(scalar.value < 16 ? "0" : "")\(String(scalar.value, radix: 16))"
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result + "\""
}
