import Foundation
import ImageClassification

/// Inputs from which a target begins: sound files, and those of the hostile corpus.
///
/// - Parameter corpus: A folder that `corpus/generate.py` has written.
func seeds(of target: String, corpus: URL) throws -> [[UInt8]] {
    switch target {
    case "architecture":
        return [Array(smallArchitecture.utf8)]
    case "csv":
        let tables = [
            "label,a,b,c\n7,0,128,255\n1,2,3,4\n", "0,0,0,0,0,0,0,0,9\r\n0,0,0,0,1,0,0,0,12\r\n",
            "\u{FEFF}\"7\", 0 ,1.0,2.55e+02\n1,2,3,4\n\n", "1,2,3,4",
        ]
        return tables.flatMap { table in (0...2).map { [UInt8($0)] + Array(table.utf8) } }
    case "gguf":
        return try files(of: ["gguf"], in: corpus)
            + ["small", "types"].compactMap { fixture("GGUFTests/Fixtures/\($0).gguf") }
    case "npz":
        let names = ["two.npz", "two-piped.npz", "two-zip64.npz", "single.npy", "version3.npy"]
        return try files(of: ["npz", "npy"], in: corpus)
            + names.compactMap { fixture("NPZTests/Fixtures/\($0)") }
    case "idx":
        return try files(of: ["idx", "gzip"], in: corpus)
            .flatMap { [[255, 255] + $0, [2, 1] + $0] }
    case "kernels":
        return [[3, 49, 9, 0, 0, 1, 2, 62, 61, 60, 128, 0, 255], [0, 255, 127] + Array(0...255)]
    case "manifest":
        return [Array(smallManifest.utf8)]
    case "model":
        let names = ["w1b1", "keras", "pytorch-sequential", "pytorch-state-dict", "w1b1-mixed"]
        return [[0] + modelFile(manifest: smallManifest)]
            + names.compactMap {
                fixture("ImageClassificationTests/Fixtures/\($0).safetensors").map { [0] + $0 }
            }
    case "partial":
        return [Array(smallPartialResult.utf8)]
    case "picture":
        return try pictures()
    case "feature-maps":
        // A convolution of 5 x 5 feature maps to 6, 3 x 3 with padding, pooled and pruned by half.
        let shapes: [UInt8] = [
            2, 4, 4, 1, 5, 2, 2, 0, 0, 1, 1, 1, 1, 0, 0, 1, 1, 0, 1, 4, 0, 4, 0, 0,
        ]
        return [shapes + [62, 1, 2, 61, 60, 128, 0, 255]]
    case "onnx-network":
        let names = [
            "branches", "channels-last", "gemm", "integers", "labels", "rows", "spelled", "zoo",
        ]
        return names.compactMap {
            fixture("ImageClassificationTests/Fixtures/onnx/\($0).onnx")
        }
            + ["graph-squeezenet"].compactMap {
                fixture("ImageClassificationTests/Fixtures/\($0).onnx")
            }
    case "onnx":
        return try files(of: ["onnx"], in: corpus)
            + ["all-types"].compactMap { fixture("ONNXTests/Fixtures/\($0).onnx") }
    case "safetensors":
        return try [modelFile(manifest: smallManifest)]
            + files(of: ["safetensors"], in: corpus)
            + ["reference"].compactMap { fixture("SafetensorsTests/Fixtures/\($0).safetensors") }
    default:
        return []
    }
}

/// The files of the corpus whose names begin so; large ones would only slow the fuzzer down.
private func files(of formats: [String], in corpus: URL) throws -> [[UInt8]] {
    try FileManager.default.contentsOfDirectory(at: corpus, includingPropertiesForKeys: nil)
        .filter { file in formats.contains { file.lastPathComponent.hasPrefix("\($0)-") } }
        .sorted { $0.path < $1.path }
        .map { try Array(Data(contentsOf: $0)) }
        .filter { $0.count <= 4096 }
}

private func fixture(_ path: String) -> [UInt8]? {
    let tests = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../Tests")
    return try? Array(Data(contentsOf: tests.appending(path: path)))
}

/// The pictures of the tests, of every format that is read.
private func pictures() throws -> [[UInt8]] {
    struct Fixture: Decodable { let file: Data }
    let json = fixture("PictureDecodingTests/Fixtures/pictures.json") ?? []
    return try JSONDecoder().decode([Fixture].self, from: Data(json)).map { Array($0.file) }
}

private let smallArchitecture = """
    {"input":{"height":3,"width":3,"channels":1},"layers":[\
    {"type":"conv2d","weight":"W1","bias":"b1","order":"output-input","stride":[1,1],\
    "padding":[1,1,1,1],"activation":"relu"},\
    {"type":"max-pool2d","size":[2,2],"stride":[2,2],"padding":[0,0,0,0]},\
    {"type":"flatten","order":"channels-first"},\
    {"type":"dense","weight":"W2","bias":"b2","order":"input-output","activation":"softmax"}],\
    "normalization":{"scale":0.5,"mean":0.0,"std":1.0},"classes":["a","b"]}
    """

private let smallManifest = """
    {"version":1,"name":"n","input":{"height":2,"width":2,"channels":1},\
    "normalization":{"scale":0.5,"mean":0.0,"std":1.0},"layers":[\
    {"type":"dense","weight":"W1","bias":"b1","order":"input-output","activation":"relu"},\
    {"type":"dense","weight":"W2","bias":"b2","order":"input-output","activation":"softmax"}],\
    "classes":["a","b"],"dataset":"mnist","training":"t","license":"MIT"}
    """
