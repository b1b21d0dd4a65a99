/// What a model makes of a batch.
public struct InferAnswer: Sendable {
    /// The number of images, N.
    public var count = 0
    /// `[N, M]`.
    public var logits: [Float] = []
    /// `[N, M]`; empty where nobody asked for them.
    public var probabilities: [Float] = []
    /// `[N]`.
    public var classes: [Int32] = []

    /// Makes an answer to nothing, whose memory is used again.
    public init() {}

    /// Makes room for an answer.
    public mutating func reset(count: Int, classCount: Int) {
        self.count = count
        Self.resize(&logits, to: count * classCount)
        Self.resize(&classes, to: count)
        probabilities.removeAll(keepingCapacity: probabilities.capacity <= 1 << 18)
    }

    private static func resize<Number: Numeric>(_ numbers: inout [Number], to count: Int) {
        guard numbers.count != count else { return }
        if numbers.count > count {
            numbers.removeLast(numbers.count - count)
            if numbers.capacity > 1 << 18 { numbers = Array(numbers) }
        } else {
            numbers.append(contentsOf: repeatElement(0, count: count - numbers.count))
        }
    }

    /// Writes the body of an answer: JSON, and after it the outputs that are to be binary.
    ///
    /// - Parameters:
    ///   - request: What was asked for.
    ///   - model: Who answers.
    ///   - output: Where the body goes.
    /// - Returns: The number of bytes of the JSON text where others follow; `nil` where none do.
    /// - Throws: ``RequestError`` for an infinite value, which JSON has no word for.
    public func write(
        to request: InferRequest, by model: ModelContract, into output: inout JSONOutput
    ) throws(RequestError) -> Int? {
        let start = output.bytes.count
        output.raw("{\"model_name\":")
        output.string(model.name)
        output.raw(",\"model_version\":")
        output.string(model.version)
        if let id = request.id {
            output.raw(",\"id\":")
            output.string(id)
        }
        output.raw(",\"outputs\":[")
        var isFirst = true
        for asked in request.outputs {
            if !isFirst { output.raw(",") }
            isFirst = false
            try write(asked, model, into: &output)
        }
        output.raw("]}")
        guard request.outputs.contains(where: \.isBinary) else { return nil }
        let headerCount = output.bytes.count - start
        for asked in request.outputs where asked.isBinary {
            writeBinary(asked, model, into: &output)
        }
        return headerCount
    }

    private func values(of name: OutputName) -> [Float] {
        name == .logits ? logits : probabilities
    }

    private func write(
        _ asked: RequestedOutput, _ model: ModelContract, into output: inout JSONOutput
    ) throws(RequestError) {
        let columns = columnCount(of: asked, model)
        output.raw("{\"name\":")
        output.string(asked.name.rawValue)
        output.raw(",\"datatype\":")
        output.string(asked.topClasses > 0 ? "BYTES" : asked.name.type.rawValue)
        output.raw(",\"shape\":")
        output.array(asked.name == .classIndex ? [count] : [count, columns])
        if asked.isBinary {
            output.raw(",\"parameters\":{\"binary_data_size\":")
            output.integer(binaryByteCount(of: asked, model))
            output.raw("}}")
            return
        }
        output.raw(",\"data\":")
        if asked.name == .classIndex {
            output.separated(classes.count, "[", "]") { $0.integer(Int(classes[$1])) }
        } else if asked.topClasses > 0 {
            let texts = labels(of: asked, model)
            output.separated(texts.count, "[", "]") { $0.string(texts[$1]) }
        } else {
            let values = values(of: asked.name)
            guard values.allSatisfy(\.isFinite) else {
                throw RequestError(
                    .failed,
                    "\(asked.name.rawValue): expected finite numbers for JSON, found an infinite "
                        + "one; binary_data can carry it")
            }
            output.separated(values.count, "[", "]") { $0.number(values[$1]) }
        }
        output.raw("}")
    }

    private func columnCount(of asked: RequestedOutput, _ model: ModelContract) -> Int {
        asked.topClasses > 0 ? min(asked.topClasses, model.classCount) : model.classCount
    }

    // MARK: - Bytes

    private func binaryByteCount(of asked: RequestedOutput, _ model: ModelContract) -> Int {
        if asked.name == .classIndex { return 8 * classes.count }
        if asked.topClasses > 0 {
            return labels(of: asked, model).reduce(0) { $0 + 4 + $1.utf8.count }
        }
        return 4 * values(of: asked.name).count
    }

    private func writeBinary(
        _ asked: RequestedOutput, _ model: ModelContract, into output: inout JSONOutput
    ) {
        if asked.name == .classIndex {
            for value in classes { output.littleEndian(UInt64(UInt32(value))) }
        } else if asked.topClasses > 0 {
            for text in labels(of: asked, model) {
                output.littleEndian(UInt32(text.utf8.count))
                output.plain(text)
            }
        } else {
            for value in values(of: asked.name) { output.littleEndian(value.bitPattern) }
        }
    }

    // MARK: - Classes by name

    /// The likeliest classes of each image as `value:index:name`, the likeliest first.
    private func labels(of asked: RequestedOutput, _ model: ModelContract) -> [String] {
        let (values, columns) = (values(of: asked.name), model.classCount)
        let top = columnCount(of: asked, model)
        var texts: [String] = []
        texts.reserveCapacity(count * top)
        for image in 0..<count {
            let first = image * columns
            let ranking = (0..<columns).sorted {
                (-values[first + $0], $0) < (-values[first + $1], $1)
            }
            for label in ranking.prefix(top) {
                texts.append("\(values[first + label]):\(label):\(model.classNames[label])")
            }
        }
        return texts
    }
}

extension JSONOutput {
    /// Writes an integer as bytes, the lowest first.
    fileprivate mutating func littleEndian(_ value: some FixedWidthInteger) {
        for shift in stride(from: 0, to: type(of: value).bitWidth, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: value >> shift))
        }
    }
}
