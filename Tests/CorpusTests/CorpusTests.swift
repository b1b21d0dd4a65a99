import Foundation
import GGUF
import IDX
import NPZ
import ONNX
import Safetensors
import StrictJSON
import TestSupport
import Testing
import WeightSources

/// Our readers on the hostile corpus: each file gets its verdict, each sound one its content, and
/// each other one a sentence.
@Suite(
    "The hostile corpus",
    .enabled(if: Corpus.whatIsMissing == nil, "\(Corpus.whatIsMissing ?? "")"))
struct CorpusTests {
    private func check(_ formats: [String], read: (String) throws -> JSONValue) throws {
        let corpus = try Corpus()
        defer { corpus.remove() }
        for file in corpus.cases where formats.contains(file.format) {
            do {
                let found = try read(file.path)
                #expect(file.accept, file.comment)
                if let expected = file.reads {
                    #expect(
                        found.trimmed(to: expected).canonicalBytes == expected.canonicalBytes,
                        file.comment)
                }
            } catch {
                let sentence = "\(error)"
                #expect(!file.accept, "\(file.comment): \(sentence)")
                #expect(sentence.hasPrefix("\(file.path): "), "\(sentence)")
                #expect(!sentence.contains("\n"), "\(sentence)")
                #expect(sentence.utf8.count < file.path.utf8.count + 400, "\(sentence)")
            }
        }
    }

    @Test("verdicts.json is what the script writes, with 150 cases and more")
    func verdicts() throws {
        let corpus = try Corpus()
        defer { corpus.remove() }
        let committed = try Data(contentsOf: Corpus.source.appending(path: "verdicts.json"))
        #expect(committed == corpus.verdicts, "run corpus/generate.py --verdicts")
        #expect(corpus.cases.count >= 150)
    }

    @Test("IDX files, plain and in gzip", .timeLimit(.minutes(5)))
    func idx() throws {
        try check(["idx", "gzip"]) { path in
            let array = try IDXArray(path: path)
            return [
                "type": "\(array.header.elementType)",
                "dimensions": .array(array.header.dimensions.map(JSONValue.integer)),
                "elements": .string(hexadecimal(array.bytes)),
            ]
        }
    }

    @Test("ONNX files", .timeLimit(.minutes(5)))
    func onnx() throws {
        try check(["onnx"]) { path in
            let graph = try ONNXModel(path: path).graph
            let tensors = try graph.initializers.values.map { (tensor) throws -> JSONValue.Member in
                if tensor.type.isNumber {
                    #expect(try tensor.floats().count == tensor.elementCount)
                }
                return JSONValue.Member(
                    tensor.name,
                    [
                        "type": .string("\(tensor.type)"),
                        "shape": .array(tensor.shape.map(JSONValue.integer)),
                    ])
            }
            return [
                "operators": .array(graph.nodes.map { .string($0.operatorType) }),
                "tensors": .object(tensors),
            ]
        }
    }

    @Test("NumPy's files", .timeLimit(.minutes(5)))
    func numPy() throws {
        try check(["npz", "npy"]) { path in
            let file = try NPZFile(path: path)
            let arrays = try file.arrays.map { array in
                let value: JSONValue = [
                    "type": "\(array.type)", "shape": .array(array.shape.map(JSONValue.integer)),
                    "data": .string(hexadecimal(try file.bytes(of: array))),
                ]
                return JSONValue.Member(array.name, value)
            }
            return ["arrays": .object(arrays)]
        }
    }

    @Test("GGUF files", .timeLimit(.minutes(5)))
    func gguf() throws {
        try check(["gguf"]) { path in
            let file = try GGUFFile(path: path)
            let tensors = try zip(file.tensors, file.weights).map { tensor, weight in
                let bytes = try file.bytes(of: weight, elements: 0..<weight.elementCount)
                let value: JSONValue = [
                    "dtype": .string("\(tensor.type)"),
                    "shape": .array(tensor.shape.map(JSONValue.integer)),
                    "data": .string(hexadecimal(bytes)),
                ]
                return JSONValue.Member(tensor.name, value)
            }
            return ["tensors": .object(tensors)]
        }
    }

    @Test("safetensors files", .timeLimit(.minutes(5)))
    func safetensors() throws {
        try check(["safetensors"]) { path in
            let file = try SafetensorsFile(path: path)
            let tensors = try file.tensors.map { tensor in
                let value: JSONValue = [
                    "dtype": .string(tensor.dtype.rawValue),
                    "shape": .array(tensor.shape.map(JSONValue.integer)),
                    "data": .string(hexadecimal(try file.bytes(of: tensor))),
                ]
                return JSONValue.Member(tensor.name, value)
            }
            let metadata = file.metadata.map { JSONValue.Member($0.key, .string($0.value)) }
            return ["tensors": .object(tensors), "metadata": .object(metadata)]
        }
    }
}

extension JSONValue {
    /// The object without the members, on its first level, that another one lacks.
    fileprivate func trimmed(to other: JSONValue) -> JSONValue {
        guard case .object(let members) = self else { return self }
        return .object(members.filter { other[$0.key] != nil })
    }

    /// The same value with the members of objects in one order, as bytes: strings are equal in
    /// Swift whose bytes are not.
    fileprivate var canonicalBytes: [UInt8] { Array(sorted.text().utf8) }

    private var sorted: JSONValue {
        guard case .object(let members) = self else { return self }
        return .object(
            members.map { Member($0.key, $0.value.sorted) }
                .sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) })
    }
}

private func hexadecimal(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
        decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
}
