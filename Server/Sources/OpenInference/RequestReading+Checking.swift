internal import StrictJSON

extension RequestReading {
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
