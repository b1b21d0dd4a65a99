public import StrictJSON

/// A request for inference, checked as far as it can be without its model.
public struct InferRequest: Sendable {
    /// The identifier that the answer repeats; `nil` if the request has none.
    public var id: String?
    /// The one tensor.
    public var input: InputTensor
    /// What is asked for, in the order of the request; all outputs if it names none.
    public var outputs: [RequestedOutput]

    /// A request whose body is nothing but the binary data of the input.
    ///
    /// - Parameter byteCount: The size of the body, a whole number of images of bytes or of floats.
    public init(rawBytes byteCount: Int, imageSize: Int) throws(RequestError) {
        guard imageSize > 0, byteCount.isMultiple(of: imageSize) else {
            throw RequestError(
                .invalid,
                "the body is not whole images: expected a multiple of \(imageSize) bytes, found "
                    + "\(byteCount)")
        }
        id = nil
        input = InputTensor(
            shape: [byteCount / imageSize, imageSize], type: .uint8, pixelRange: nil,
            content: .binary(0..<byteCount))
        outputs = OutputName.allCases.map { RequestedOutput(name: $0, isBinary: true) }
    }

    init(id: String?, input: InputTensor, outputs: [RequestedOutput]) {
        self.id = id
        self.input = input
        self.outputs = outputs
    }
}

/// The input of a request: images.
public struct InputTensor: Sendable {
    /// The name that the tensor has in every request.
    public static let name = "input"

    /// The extents that the request states.
    public var shape: [Int]
    /// The type of the elements.
    public var type: DataType
    /// What black and white are; `nil` if the request does not say.
    public var pixelRange: PixelRange?
    /// The elements.
    public var content: Content

    /// Puts a tensor together.
    public init(shape: [Int], type: DataType, pixelRange: PixelRange? = nil, content: Content) {
        self.shape = shape
        self.type = type
        self.pixelRange = pixelRange
        self.content = content
    }

    /// The elements of a tensor.
    public enum Content: Sendable {
        /// Numbers of the JSON text, with the extents of the arrays they stood in.
        case numbers(JSONNumbers, extents: [Int])
        /// A part of the bytes after the JSON text; little-endian, row-major.
        case binary(Range<Int>)
    }
}

/// What black and white are in the numbers of a request.
public enum PixelRange: String, CaseIterable, Sendable {
    /// As in the files of MNIST.
    case bytes = "0..255"
    /// As most programs hand pixels to a network.
    case unit = "0..1"
}

/// An output of every model.
public enum OutputName: String, CaseIterable, Sendable {
    /// The values before softmax, FP32, `[N, M]`.
    case logits
    /// FP32, `[N, M]`.
    case probabilities
    /// The class with the largest logit, INT64, `[N]`.
    case classIndex = "class"

    /// The type of the elements.
    public var type: DataType { self == .classIndex ? .int64 : .fp32 }
}

/// An output that a request asks for.
public struct RequestedOutput: Hashable, Sendable {
    /// Which one.
    public var name: OutputName
    /// Whether it comes as bytes after the JSON text.
    public var isBinary: Bool
    /// How many classes to name instead of the values; 0 for the values.
    public var topClasses: Int

    /// Asks for an output.
    public init(name: OutputName, isBinary: Bool = false, topClasses: Int = 0) {
        self.name = name
        self.isBinary = isBinary
        self.topClasses = topClasses
    }
}

/// What a request may ask for.
public struct RequestLimits: Hashable, Sendable {
    /// The most elements of an input.
    public var elements: Int
    /// The most brackets inside one another.
    public var depth = 16

    /// Sets the limits.
    public init(elements: Int) { self.elements = elements }
}
