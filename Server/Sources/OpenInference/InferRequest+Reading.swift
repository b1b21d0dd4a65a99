internal import StrictJSON

extension InferRequest {
    /// Reads a request: a JSON text, and the number of bytes that follow it.
    ///
    /// - Parameters:
    ///   - json: Holds the text.
    ///   - range: Where the text is; `nil` for all bytes.
    ///   - binaryByteCount: How many bytes follow, to which inputs have to add up.
    ///   - limits: What the request may ask for.
    /// - Throws: ``RequestError`` for whatever breaks the protocol.
    public init(
        json: [UInt8], in range: Range<Int>? = nil, binaryByteCount: Int = 0,
        limits: RequestLimits
    ) throws(RequestError) {
        var reading = RequestReading(
            reader: JSONReader(json, in: range, maximumDepth: limits.depth), limits: limits)
        do {
            try reading.readRequest()
        } catch let error as JSONError {
            throw RequestError(.invalid, "the request: \(error)")
        } catch let error as RequestError {
            throw error
        } catch {
            throw RequestError(.invalid, "the request: \(error)")
        }
        self = try reading.request(binaryByteCount: binaryByteCount)
    }
}

/// A request that is being read.
private struct RequestReading {
    var reader: JSONReader
    let limits: RequestLimits
    private var id: String?
    private var inputs: [NamedInput]?
    private var outputs: [OutputSpelling] = []
    private var parameters = Parameters()

    init(reader: JSONReader, limits: RequestLimits) {
        self.reader = reader
        self.limits = limits
    }

    private struct NamedInput {
        var name: String?
        var shape: [Int]?
        var type: String?
        var parameters = Parameters()
        var numbers: (JSONNumbers, [Int])?
    }

    private struct OutputSpelling {
        var name: String?
        var parameters = Parameters()
    }

    /// The parameters that are known here; others mean nothing to this server.
    private struct Parameters {
        var binarySize: Int?
        var binaryOutput: Bool?
        var binary: Bool?
        var classification: Int?
        var pixelRange: PixelRange?
    }

    mutating func readRequest() throws {
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key {
            case "id": id = try readText()
            case "inputs": inputs = try readInputs()
            case "outputs": try readOutputs()
            case "parameters": parameters = try readParameters(of: "the request")
            default: try reader.skipValue()
            }
        }
        try reader.finish()
    }

    /// Reads a string, or null for none.
    private mutating func readText() throws -> String? {
        guard reader.peekKind() != .null else {
            try reader.readNull()
            return nil
        }
        return try reader.readString()
    }

    private mutating func readInputs() throws -> [NamedInput] {
        var inputs: [NamedInput] = []
        try reader.beginArray()
        while try reader.nextElement() {
            guard inputs.isEmpty else {
                throw RequestError(.invalid, "inputs: expected 1 tensor, found more")
            }
            var input = NamedInput()
            try reader.beginObject()
            while let key = try reader.nextKey() {
                switch key {
                case "name": input.name = try reader.readString()
                case "datatype": input.type = try reader.readString()
                case "shape": input.shape = try readShape()
                case "parameters": input.parameters = try readParameters(of: "the input")
                case "data":
                    var numbers = JSONNumbers()
                    let extents = try reader.readNumbers(
                        into: &numbers, maximumCount: limits.elements)
                    input.numbers = (numbers, extents)
                default: try reader.skipValue()
                }
            }
            inputs.append(input)
        }
        return inputs
    }

    private mutating func readShape() throws -> [Int] {
        var shape: [Int] = []
        try reader.beginArray()
        while try reader.nextElement() {
            guard shape.count < 8 else {
                throw RequestError(.invalid, "shape: expected at most 8 extents, found more")
            }
            shape.append(try reader.readInteger())
        }
        return shape
    }

    private mutating func readOutputs() throws {
        guard reader.peekKind() != .null else { return try reader.readNull() }
        try reader.beginArray()
        while try reader.nextElement() {
            guard outputs.count < 16 else {
                throw RequestError(.invalid, "outputs: expected at most 16, found more")
            }
            var output = OutputSpelling()
            try reader.beginObject()
            while let key = try reader.nextKey() {
                switch key {
                case "name": output.name = try reader.readString()
                case "parameters": output.parameters = try readParameters(of: "an output")
                default: try reader.skipValue()
                }
            }
            outputs.append(output)
        }
    }

    private mutating func readParameters(of owner: String) throws -> Parameters {
        var parameters = Parameters()
        guard reader.peekKind() != .null else {
            try reader.readNull()
            return parameters
        }
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key {
            case "binary_data_size": parameters.binarySize = try reader.readInteger()
            case "binary_data_output": parameters.binaryOutput = try reader.readBool()
            case "binary_data": parameters.binary = try reader.readBool()
            case "classification": parameters.classification = try reader.readInteger()
            case "pixel_range":
                let text = try reader.readString()
                guard let range = PixelRange(rawValue: text) else {
                    throw RequestError(
                        .invalid,
                        "pixel_range: expected \"0..255\" or \"0..1\", found \(quoted(text))")
                }
                parameters.pixelRange = range
            case "shared_memory_region":
                throw RequestError(
                    .invalid, "\(owner): expected data in the request, found shared memory")
            default: try reader.skipValue()
            }
        }
        return parameters
    }

    /// What was read, as a request.
    func request(binaryByteCount: Int) throws(RequestError) -> InferRequest {
        guard let input = inputs?.first else {
            throw RequestError(.invalid, "inputs: expected 1 tensor, found none")
        }
        guard let name = input.name else {
            throw RequestError(.invalid, "the input has no name: expected \"\(InputTensor.name)\"")
        }
        guard name == InputTensor.name else {
            throw RequestError(
                .invalid,
                "inputs: expected a tensor named \"\(InputTensor.name)\", found \(quoted(name))")
        }
        guard let shape = input.shape else {
            throw RequestError(.invalid, "the input has no shape: expected extents, images first")
        }
        return InferRequest(
            id: id,
            input: InputTensor(
                shape: shape, type: try type(of: input),
                pixelRange: input.parameters.pixelRange ?? parameters.pixelRange,
                content: try content(of: input, binaryByteCount)),
            outputs: try requestedOutputs())
    }

    private func type(of input: NamedInput) throws(RequestError) -> DataType {
        guard let text = input.type else {
            throw RequestError(.invalid, "the input has no datatype: expected one such as UINT8")
        }
        guard let type = DataType(rawValue: text), DataType.pixelTypes.contains(type) else {
            let names = DataType.pixelTypes.map(\.rawValue).joined(separator: ", ")
            throw RequestError(
                .invalid, "datatype: expected one of \(names), found \(quoted(text))")
        }
        return type
    }

    private func content(
        of input: NamedInput, _ binaryByteCount: Int
    ) throws(RequestError) -> InputTensor.Content {
        if let size = input.parameters.binarySize {
            guard input.numbers == nil else {
                throw RequestError(
                    .invalid, "the input: expected data or binary_data_size, found both")
            }
            guard size == binaryByteCount else {
                throw RequestError(
                    .invalid,
                    "binary_data_size: expected the \(binaryByteCount) bytes after the JSON text, "
                        + "found \(size)")
            }
            return .binary(0..<size)
        }
        guard let (numbers, extents) = input.numbers else {
            throw RequestError(
                .invalid, "the input: expected data or binary_data_size, found neither")
        }
        guard binaryByteCount == 0 else {
            throw RequestError(
                .invalid,
                "the body: expected nothing after the JSON text, found \(binaryByteCount) bytes")
        }
        return .numbers(numbers, extents: extents)
    }

    private func requestedOutputs() throws(RequestError) -> [RequestedOutput] {
        let isBinary = parameters.binaryOutput ?? false
        guard !outputs.isEmpty else {
            return OutputName.allCases.map { RequestedOutput(name: $0, isBinary: isBinary) }
        }
        var requested: [RequestedOutput] = []
        for output in outputs {
            guard let text = output.name, let name = OutputName(rawValue: text) else {
                throw RequestError(
                    .invalid,
                    "outputs: expected names among logits, probabilities and class, found "
                        + (output.name.map { quoted($0) } ?? "none"))
            }
            guard !requested.contains(where: { $0.name == name }) else {
                throw RequestError(
                    .invalid, "outputs: expected each name once, found \(quoted(text)) again")
            }
            let top = output.parameters.classification ?? 0
            guard top == 0 || name != .classIndex else {
                throw RequestError(
                    .invalid,
                    "classification: expected logits or probabilities, found \"class\"")
            }
            requested.append(
                RequestedOutput(
                    name: name, isBinary: output.parameters.binary ?? isBinary, topClasses: top))
        }
        return requested
    }
}
