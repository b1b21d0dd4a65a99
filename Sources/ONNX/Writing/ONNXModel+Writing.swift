extension ONNXModel {
    /// The bytes of a file with this model.
    ///
    /// The same model gives the same bytes: what is a dictionary here is written by rising key.
    /// Elements of tensors are written as raw data, and none to other files.
    ///
    /// - Throws: What reading the elements of a tensor throws that comes from a file.
    public func serialized() throws(ONNXError) -> [UInt8] {
        var writer = WireWriter()
        let weights = graph.initializers.values.reduce(0) {
            $0 + $1.elementCount * ($1.type.bitCount ?? 0) / 8
        }
        writer.reserve(weights + 128 * (graph.nodes.count + graph.initializers.count) + 4096)
        writer.integer(1, Int64(irVersion))
        let parts = producer.split(separator: " ", maxSplits: 1)
        if let name = parts.first { writer.text(2, String(name)) }
        if parts.count > 1 { writer.text(3, String(parts[1])) }
        try writer.message(7) { (message) throws(ONNXError) in try graph.write(to: &message) }
        for (domain, version) in operatorSets.sorted(by: { isBefore($0.key, $1.key) }) {
            writer.message(8) { message in
                // Some readers want the default domain spelled out, if only as empty.
                message.text(1, domain)
                message.integer(2, Int64(version))
            }
        }
        for (key, value) in metadata.sorted(by: { isBefore($0.key, $1.key) }) {
            writer.message(14) { message in
                message.text(1, key)
                message.text(2, value)
            }
        }
        return writer.bytes
    }
}

/// Compares bytes, so that the order depends on no locale and no version of Unicode.
private func isBefore(_ left: String, _ right: String) -> Bool {
    left.utf8.lexicographicallyPrecedes(right.utf8)
}

extension ONNXGraph {
    fileprivate func write(to writer: inout WireWriter) throws(ONNXError) {
        for node in nodes {
            try writer.message(1) { (message) throws(ONNXError) in try node.write(to: &message) }
        }
        // A graph without a name is refused by onnx.checker.
        writer.text(2, name)
        for (name, tensor) in initializers.sorted(by: { isBefore($0.key, $1.key) }) {
            try writer.message(5) { (message) throws(ONNXError) in
                try tensor.write(to: &message, name: name)
            }
        }
        for input in inputs { writer.message(11) { input.write(to: &$0) } }
        for output in outputs { writer.message(12) { output.write(to: &$0) } }
    }
}

extension ONNXNode {
    fileprivate func write(to writer: inout WireWriter) throws(ONNXError) {
        for input in inputs { writer.text(1, input) }
        for output in outputs { writer.text(2, output) }
        if !name.isEmpty { writer.text(3, name) }
        writer.text(4, operatorType)
        for (name, value) in attributes.sorted(by: { isBefore($0.key, $1.key) }) {
            try writer.message(5) { (message) throws(ONNXError) in
                message.text(1, name)
                try value.write(to: &message)
            }
        }
        if !domain.isEmpty { writer.text(7, domain) }
    }
}

extension ONNXAttribute {
    /// The value, and its type in field 20.
    fileprivate func write(to writer: inout WireWriter) throws(ONNXError) {
        switch self {
        case .float(let number):
            writer.float(2, number)
            writer.integer(20, 1)
        case .int(let number):
            writer.integer(3, number)
            writer.integer(20, 2)
        case .string(let text):
            writer.text(4, text)
            writer.integer(20, 3)
        case .tensor(let tensor):
            try writer.message(5) { (message) throws(ONNXError) in
                try tensor.write(to: &message, name: tensor.name)
            }
            writer.integer(20, 4)
        case .floats(let numbers):
            for number in numbers { writer.float(7, number) }
            writer.integer(20, 6)
        case .ints(let numbers):
            for number in numbers { writer.integer(8, number) }
            writer.integer(20, 7)
        case .strings(let texts):
            for text in texts { writer.text(9, text) }
            writer.integer(20, 8)
        }
    }
}

extension ONNXTensor {
    fileprivate func write(to writer: inout WireWriter, name: String) throws(ONNXError) {
        for extent in shape { writer.integer(1, Int64(extent)) }
        writer.integer(2, Int64(type.rawValue))
        if !name.isEmpty { writer.text(8, name) }
        guard let bits = type.bitCount else {
            for text in try strings() { writer.text(6, text) }
            return
        }
        let byteCount = elementCount * bits / 8 + (elementCount * bits % 8 == 0 ? 0 : 1)
        try writer.data(9, count: byteCount) { (bytes) throws(ONNXError) in
            try forEachPiece { bytes += $0 }
        }
    }
}

extension ONNXValueInfo {
    fileprivate func write(to writer: inout WireWriter) {
        writer.text(1, name)
        guard let type else { return }
        writer.message(2) { message in
            message.message(1) { tensor in
                tensor.integer(1, Int64(type.rawValue))
                guard let shape else { return }
                tensor.message(2) { message in
                    for dimension in shape { message.message(1) { dimension.write(to: &$0) } }
                }
            }
        }
    }
}

extension ONNXDimension {
    fileprivate func write(to writer: inout WireWriter) {
        switch self {
        case .known(let extent): writer.integer(1, Int64(extent))
        case .named(let name): writer.text(2, name)
        case .unknown: break
        }
    }
}
