import ONNX

/// Puts messages together field by field, sound ones and others.
typealias Body = (inout WireWriter) -> Void

/// A model of one node, `y = Relu(x)`, with what a test adds to it.
func model(
    ir: Int64 = 8, opset: Int64? = 13, model more: Body = { _ in },
    graph: Body = { _ in }, node: Body = { _ in }
) -> [UInt8] {
    var writer = WireWriter()
    writer.integer(1, ir)
    writer.message(7) { message in
        message.message(1) { relu in
            relu.text(1, "x")
            relu.text(2, "y")
            relu.text(3, "act")
            relu.text(4, "Relu")
            node(&relu)
        }
        message.text(2, "graph")
        message.message(11) { $0.text(1, "x") }
        message.message(12) { $0.text(1, "y") }
        graph(&message)
    }
    if let opset { writer.message(8) { $0.integer(2, opset) } }
    more(&writer)
    return writer.bytes
}

/// A tensor's message: a name, a type, dims, and what a test adds.
func tensor(_ name: String, type: Int64 = 1, dims: [Int64], _ more: @escaping Body) -> Body {
    { writer in
        for extent in dims { writer.integer(1, extent) }
        writer.integer(2, type)
        writer.text(8, name)
        more(&writer)
    }
}

extension WireWriter {
    mutating func raw(_ field: Int, _ content: [UInt8]) {
        data(field, count: content.count) { $0 += content }
    }
}
