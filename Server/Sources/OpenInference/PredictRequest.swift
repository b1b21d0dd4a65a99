internal import StrictJSON

/// A request of KServe's first version: `{"instances": [...]}`, each an image.
public enum PredictRequest {
    /// Reads a request as one for inference.
    ///
    /// - Parameters:
    ///   - json: The body.
    ///   - limits: What the request may ask for.
    /// - Throws: ``RequestError`` for whatever breaks the protocol.
    public static func read(
        json: [UInt8], limits: RequestLimits
    ) throws(RequestError) -> InferRequest {
        var reader = JSONReader(json, maximumDepth: limits.depth)
        do {
            return try read(&reader, limits)
        } catch let error as RequestError {
            throw error
        } catch {
            throw RequestError(.invalid, "the request: \(error)")
        }
    }

    private static func read(
        _ reader: inout JSONReader, _ limits: RequestLimits
    ) throws -> InferRequest {
        var instances: (JSONNumbers, [Int])?
        var pixelRange: PixelRange?
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key {
            case "instances":
                var numbers = JSONNumbers()
                let extents = try reader.readNumbers(into: &numbers, maximumCount: limits.elements)
                instances = (numbers, extents)
            case "parameters":
                try reader.beginObject()
                while let name = try reader.nextKey() {
                    guard name == "pixel_range" else {
                        try reader.skipValue()
                        continue
                    }
                    let text = try reader.readString()
                    pixelRange = PixelRange(rawValue: text)
                    guard pixelRange != nil else {
                        throw RequestError(
                            .invalid,
                            "pixel_range: expected \"0..255\" or \"0..1\", found \(quoted(text))")
                    }
                }
            default: try reader.skipValue()
            }
        }
        try reader.finish()
        guard let (numbers, extents) = instances else {
            throw RequestError(.invalid, "the request: expected instances, found none")
        }
        guard extents.count > 1 else {
            throw RequestError(
                .invalid, "instances: expected an array of images, found an array of numbers")
        }
        return InferRequest(
            id: nil,
            input: InputTensor(
                shape: extents, type: .fp64, pixelRange: pixelRange,
                content: .numbers(numbers, extents: extents)),
            outputs: [RequestedOutput(name: .probabilities)])
    }
}

extension InferAnswer {
    /// Writes the body of an answer of KServe's first version: a row of probabilities per image.
    public func writePredictions(classCount: Int, into output: inout JSONOutput) {
        output.raw("{\"predictions\":[")
        for image in 0..<count {
            if image > 0 { output.raw(",") }
            output.separated(classCount, "[", "]") {
                $0.number(probabilities[image * classCount + $1])
            }
        }
        output.raw("]}")
    }
}
