import Foundation
import Testing

import ONNX

/// Files written by the `onnx` package, see `tools/python/make-onnx-types.py`.
struct GoldenFileTests {
    private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Fixtures")

    private struct Expected: Decodable {
        let shape: [Int]
        let bits: [UInt32]
        let integers: [String]?
    }

    private func golden() throws -> ONNXModel {
        try ONNXModel(path: Self.fixtures.appending(path: "all-types.onnx").path)
    }

    @Test func everyTypeIsReadAsByThePythonPackage() throws {
        let json = try Data(contentsOf: Self.fixtures.appending(path: "all-types.expected.json"))
        let expected = try JSONDecoder().decode([String: Expected].self, from: json)
        let tensors = try golden().graph.initializers
        #expect(Set(tensors.keys) == Set(expected.keys).union(["texts"]))
        for (name, expected) in expected {
            let tensor = try #require(tensors[name])
            #expect(tensor.shape == expected.shape)
            #expect(try tensor.floats().map(\.bitPattern) == expected.bits, "\(name)")
            if let integers = expected.integers {
                #expect(try tensor.integers().map(String.init) == integers, "\(name)")
            }
        }
        #expect(try tensors["texts"]?.strings() == ["zero", "é"])
    }

    @Test func theRestIsReadAsItWasWritten() throws {
        let model = try golden()
        #expect(model.producer == "tests 1.0")
        #expect(model.irVersion == 8)
        #expect(model.operatorSets == ["": 13, "test.domain": 2])
        #expect(model.metadata == ["key": "value", "classes": "[]"])
        // The other input is an initializer.
        #expect(
            model.graph.inputs == [
                ONNXValueInfo(
                    name: "x", type: .float,
                    shape: [.named("N"), .known(1), .known(28), .unknown])
            ])
        #expect(model.graph.outputs == [ONNXValueInfo(name: "z", type: .float, shape: nil)])
        let node = model.graph.nodes[0]
        #expect(node.inputs == ["x", "", "float.raw"])
        #expect(node.domain == "test.domain")
        guard case .int(-3) = node.attributes["an_int"],
            case .float(0.25) = node.attributes["a_float"],
            case .string("text") = node.attributes["a_string"],
            case .ints([1, -2, 3]) = node.attributes["ints"],
            case .floats([0.5, -1.5]) = node.attributes["floats"],
            case .strings(["a", "b"]) = node.attributes["strings"],
            case .tensor(let inner) = node.attributes["a_tensor"]
        else {
            Issue.record("wrong attributes: \(node.attributes)")
            return
        }
        #expect(try inner.integers() == [7, -8])
        #expect(inner.shape == [2, 1])
    }

    @Test func whatIsWrittenIsReadBack() throws {
        let model = try golden()
        let copy = try ONNXModel(bytes: try model.serialized(), source: "copy")
        #expect(try copy.serialized() == model.serialized())
        #expect(copy.producer == model.producer)
        #expect(copy.operatorSets == model.operatorSets)
        #expect(copy.metadata == model.metadata)
        #expect(copy.graph.inputs == model.graph.inputs)
        #expect(copy.graph.outputs == model.graph.outputs)
        for (name, tensor) in model.graph.initializers where tensor.type.isNumber {
            let other = try #require(copy.graph.initializers[name])
            #expect(other.shape == tensor.shape && other.type == tensor.type)
            #expect(try other.floats() == tensor.floats())
        }
    }

    @Test func aFileCutAnywhereIsRefusedOrSound() throws {
        let bytes = try golden().serialized()
        for count in 0..<bytes.count { tryOut(Array(bytes.prefix(count))) }
        for index in bytes.indices {
            for bit in 0..<8 {
                var damaged = bytes
                damaged[index] ^= 1 << bit
                tryOut(damaged)
            }
        }
    }

    /// Reads all there is; only errors of one type may come out.
    private func tryOut(_ bytes: [UInt8]) {
        do {
            let model = try ONNXModel(bytes: bytes, source: "damaged")
            for tensor in model.graph.initializers.values {
                _ = try? tensor.floats()
                _ = try? tensor.integers()
                _ = try? tensor.strings()
            }
            _ = try? model.serialized()
        } catch {
            #expect(error.description.hasPrefix("damaged: "))
        }
    }
}
