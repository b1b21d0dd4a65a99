import Testing

import ONNX

/// One file for each way a file can lie, with what the sentence says.
@Suite("Refusing ONNX files")
struct RefusalTests {
    struct Case: CustomTestStringConvertible {
        let sentence: String
        let bytes: [UInt8]

        init(_ sentence: String, _ bytes: [UInt8]) {
            (self.sentence, self.bytes) = (sentence, bytes)
        }

        var testDescription: String { sentence }
    }

    private static func initializer(
        _ name: String = "w", type: Int64 = 1, dims: [Int64], _ more: @escaping Body = { _ in }
    ) -> [UInt8] {
        model(graph: { $0.message(5, tensor(name, type: type, dims: dims, more)) })
    }

    private static func attribute(_ body: @escaping Body) -> [UInt8] {
        model(node: { node in
            node.message(5) { attribute in
                attribute.text(1, "a")
                body(&attribute)
            }
        })
    }

    static let wire: [Case] = [
        Case("model at byte 0: expected a field number of 1 to 536870911, found 0", [0x02, 0x00]),
        Case(
            "model at byte 2: expected a wire type of 0, 1, 2 or 5, found 3, which marks a group",
            [0x08, 0x08, 0x3B]),
        Case(
            "model at byte 3: expected a length of at most 1 bytes, which the message has left, "
                + "found 5", [0x08, 0x08, 0x3A, 0x05, 0x00]),
        Case(
            "model at byte 3: expected a whole number, found the end of the message",
            [0x08, 0x08, 0x08, 0x80]),
        Case(
            "model at byte 3: expected a varint of at most 64 bits, found a longer one",
            [0x08, 0x08, 0x10] + [UInt8](repeating: 0xFF, count: 11)),
        Case("model: expected a graph, found none", [0x08, 0x08, 0x12, 0x00]),
        Case("model: expected an ir_version of 1 or more, found 0", model(ir: 0)),
        Case(
            "expected ir_version once, found it a second time", model(model: { $0.integer(1, 8) })),
        Case(
            "expected graph once, found it a second time",
            model(model: { $0.message(7) { _ in } })),
        Case("expected a varint for ir_version, found bytes with a length", [0x0A, 0x00]),
        Case(
            "expected producer_name in UTF-8, found other bytes",
            model(model: { $0.raw(2, [0xFF]) })),
        Case(
            "expected one opset_import for each domain, found domain \"\" a second time",
            model(model: { $0.message(8) { $0.text(1, "ai.onnx") } })),
        Case("model: expected an opset_import, found none", model(opset: nil)),
        Case(
            "expected each key of metadata_props once, found k a second time",
            model(model: { writer in
                for _ in 0..<2 { writer.message(14) { $0.text(1, "k") } }
            })),
    ]

    static let graphs: [Case] = [
        Case(
            "initializer w at byte 40: expected dense initializers, found a sparse one",
            model(graph: { graph in
                graph.message(15) { $0.message(1, tensor("w", dims: [1]) { $0.float(4, 1) }) }
            })),
        Case(
            "found w a second time",
            model(graph: { graph in
                for _ in 0..<2 { graph.message(5, tensor("w", dims: [1]) { $0.float(4, 1) }) }
            })),
        Case(
            "expected each input once, found x a second time",
            model(graph: { $0.message(11) { $0.text(1, "x") } })),
        Case(
            "node b (Relu): expected outputs with names of their own, found y, which stands for "
                + "another value", model(graph: { $0.message(1, relu("b", "x", "y")) })),
        Case(
            "node b (Relu): expected inputs that stand before it, found none, which nothing in "
                + "the file is", model(graph: { $0.message(1, relu("b", "none", "z")) })),
        Case(
            "node b (Relu): expected inputs that stand before it, found its own output z",
            model(graph: { $0.message(1, relu("b", "z", "z")) })),
        Case(
            "node b (Relu): expected inputs that stand before it, found z of node c (Relu), "
                + "which comes after it: nodes are out of order or in a cycle",
            model(graph: { graph in
                graph.message(1, relu("b", "z", "w"))
                graph.message(1, relu("c", "w", "z"))
            })),
        Case(
            "output q: expected an output that is made, once, found none of that name",
            model(graph: { $0.message(12) { $0.text(1, "q") } })),
        Case(
            "node act (Relu): expected an operator, found a function that the file defines",
            model(model: { $0.message(25) { $0.text(1, "Relu") } })),
        Case(
            "node act (Relu): expected an operator of a domain that opset_import has, found "
                + "domain other", model(node: { $0.text(7, "other") })),
        Case(
            "node 1: expected an op_type, found none",
            model(graph: { $0.message(1) { $0.text(2, "z") } })),
    ]

    private static func relu(_ name: String, _ input: String, _ output: String) -> Body {
        { node in
            node.text(1, input)
            node.text(2, output)
            node.text(3, name)
            node.text(4, "Relu")
        }
    }

    static let attributes: [Case] = [
        Case(
            "node act (Relu), attribute a: expected a number, a text, a tensor, or a list of "
                + "numbers or texts, found a graph",
            attribute { writer in
                writer.message(6) { _ in }
                writer.integer(20, 5)
            }),
        Case(
            "attribute a: expected an int, as its type says, found a float",
            attribute { writer in
                writer.float(2, 1)
                writer.integer(20, 2)
            }),
        Case("attribute a: expected one value, found none", attribute { _ in }),
        Case("attribute a: expected a type of 1 to 14, found 99", attribute { $0.integer(20, 99) }),
        Case("an attribute at byte", attribute { $0.text(21, "reference") }),
        Case(
            "attribute a: expected it once, found it a second time",
            model(node: { node in
                for _ in 0..<2 {
                    node.message(5) { attribute in
                        attribute.text(1, "a")
                        attribute.integer(3, 1)
                    }
                }
            })),
    ]

    static let tensors: [Case] = [
        Case(
            "initializer w: expected fewer elements than 2^56, found shape [4294967296, 0, "
                + "4294967296]", initializer(dims: [1 << 32, 0, 1 << 32])),
        Case("initializer w: expected dims of 0 or more, found -1", initializer(dims: [-1])),
        Case(
            "initializer w: expected 8 bytes for 2 elements of type float, found 4 in raw_data",
            initializer(dims: [2]) { $0.raw(9, [0, 0, 0, 0]) }),
        Case(
            "initializer w: expected 2 elements, found 1 numbers in float_data",
            initializer(dims: [2]) { $0.float(4, 1) }),
        Case("initializer w: expected 2 elements, found no data", initializer(dims: [2])),
        Case(
            "initializer w: expected elements of type float in float_data, found int64_data",
            initializer(dims: [1]) { $0.integer(7, 1) }),
        Case(
            "initializer w: expected elements in one field, found raw_data and typed data",
            initializer(dims: [1]) { writer in
                writer.raw(9, [0, 0, 0, 0])
                writer.float(4, 1)
            }),
        Case(
            "expected elements in one field, found float_data and int64_data",
            initializer(dims: [1]) { writer in
                writer.float(4, 1)
                writer.integer(7, 1)
            }),
        Case(
            "initializer w: expected a data_type of 1 to 26, found 99",
            initializer(type: 99, dims: [0])),
        Case("initializer w: expected a data_type, found none", initializer(type: 0, dims: [0])),
        Case(
            "initializer w: expected texts in string_data, found raw_data",
            initializer(type: 8, dims: [1]) { $0.raw(9, [0]) }),
        Case(
            "expected a whole tensor, found a segment of one",
            initializer(dims: [1]) { $0.message(3) { _ in } }),
        Case(
            "initializer w: expected at most 32 axes, found more",
            initializer(dims: Array(repeating: 1, count: 33)) { $0.float(4, 1) }),
        Case("initializer \"\": expected a name, found none", initializer("", dims: [0])),
        Case(
            "tensor w: its elements are in a file of their own, w.bin, which a model in memory "
                + "does not have",
            initializer(dims: [1]) { writer in
                writer.message(13) { entry in
                    entry.text(1, "location")
                    entry.text(2, "w.bin")
                }
                writer.integer(14, 1)
            }),
    ]

    @Test(arguments: wire + graphs + attributes + tensors)
    func aSentenceSaysWhatIsWrong(_ item: Case) throws {
        let error = try #require(throws: ONNXError.self) {
            try ONNXModel(bytes: item.bytes, source: "net.onnx")
        }
        #expect(error.description.hasPrefix("net.onnx: "))
        #expect(error.description.contains(item.sentence), "\(error)")
    }

    @Test func aNumberThatItsTypeCannotHoldIsRefusedWhenItIsRead() throws {
        let bytes = Self.initializer(type: 3, dims: [1]) { $0.integer(5, 128) }
        let tensor = try #require(
            ONNXModel(bytes: bytes, source: "f").graph.initializers["w"])
        #expect(throws: ONNXError.self) { try tensor.floats() }
        #expect(throws: ONNXError.self) { try tensor.strings() }
    }

    @Test func entriesAreLimited() throws {
        var limits = ONNXLimits()
        limits.entries = 20
        let many = model(node: { node in
            node.message(5) { attribute in
                attribute.text(1, "a")
                attribute.raw(8, Array(repeating: 1, count: 100))
            }
        })
        _ = try ONNXModel(bytes: many, source: "f")
        #expect(throws: ONNXError.tooManyEntries(file: "f", limit: 20)) {
            try ONNXModel(bytes: many, source: "f", limits: limits)
        }
    }
}
