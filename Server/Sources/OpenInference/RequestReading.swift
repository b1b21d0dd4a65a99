internal import StrictJSON

/// A request as its JSON spells it, while it is read.
struct RequestReading {
    var reader: JSONReader
    let limits: RequestLimits
    private(set) var id: String?
    private(set) var inputs: [NamedInput]?
    private(set) var outputs: [OutputSpelling] = []
    private(set) var parameters = Parameters()

    init(reader: JSONReader, limits: RequestLimits) {
        self.reader = reader
        self.limits = limits
    }

    struct NamedInput {
        var name: String?
        var shape: [Int]?
        var type: String?
        var parameters = Parameters()
        var numbers: (JSONNumbers, [Int])?
    }

    struct OutputSpelling {
        var name: String?
        var parameters = Parameters()
    }

    /// The parameters that are known here; others mean nothing to this server.
    struct Parameters {
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
}
