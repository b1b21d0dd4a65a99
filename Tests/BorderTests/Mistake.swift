import IDX
import ImageClassification
import Testing

/// A mistake of a caller: the public functions that get it, and the calls.
struct Mistake: CustomTestStringConvertible, Sendable {
    let functions: [String]
    /// Each has to throw.
    let calls: [@Sendable () async throws -> Void]

    init(_ functions: String..., calls: (@Sendable () async throws -> Void)...) {
        self.functions = functions
        self.calls = calls
    }

    var testDescription: String { functions.joined(separator: ", ") }
}

/// What the mistakes are made with.
enum Border {
    /// Bytes that are no file of any format.
    static let nonsense: [[UInt8]] = [
        [], [0], [0x1F], Array("{}".utf8), Array(repeating: 0xFF, count: 100),
    ]
    /// Paths of nothing.
    static let paths = ["", "/nowhere", "/", "a\0b"]
    /// Paths at which no file can be made, by whoever it is.
    static let newPaths = ["", "/nowhere/a", "/", "a\0b"]

    /// A classifier of images 2 × 2 that answers with the position of the brightest pixel.
    static func classifier() throws -> Classifier { try Classifier(model()) }

    static func model(weight: Float = 1) throws -> Model {
        try Model(
            network: network(weight: weight), name: "brightest",
            input: ImageShape(height: 2, width: 2),
            normalization: .identity)
    }

    static func network(weight: Float = 1) throws -> Network {
        var identity = Matrix(rows: 4, columns: 4)
        for index in 0..<4 { identity[index, index] = weight }
        var difference = identity
        difference[1, 0] = -weight
        return try Network([
            Dense(weights: identity), Dense(weights: difference, activation: .softmax),
        ])
    }

    /// One that answers NaN, ∞ - ∞.
    static func overflowing() throws -> Classifier { try Classifier(model(weight: 3e38)) }

    /// Three images 2 × 2 in memory.
    static func images(labels: [Int] = [0, 1, 2]) throws -> LabeledImages {
        try LabeledImages(
            pixels: [9, 0, 0, 0, 0, 9, 0, 0, 0, 0, 9, 0], shape: ImageShape(height: 2, width: 2),
            labels: labels)
    }

    /// Images of another size.
    static func wideImages() throws -> LabeledImages {
        try LabeledImages(
            pixels: [1, 2, 3, 4, 5, 6], shape: ImageShape(height: 2, width: 3), labels: [0])
    }

    /// Images that are no file.
    static let noImages = LabeledImages(images: "/nowhere", labels: "/nowhere")
}
