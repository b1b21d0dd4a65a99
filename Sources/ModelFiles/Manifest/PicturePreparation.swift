package import Datasets

/// How a picture becomes an image that a model takes.
public enum PicturePreparation: String, CaseIterable, Hashable, Sendable {
    /// As a handwritten digit: see `DigitPreprocessor`.
    case digit
    /// Not at all, but for its size.
    case none

    /// The shape of MNIST's images, for which digits are prepared.
    package static let digitShape = ImageShape(height: 28, width: 28)
}

extension ModelManifest {
    /// The preparation in use: what the file says, or else that of digits for images of their
    /// shape, unless the model was trained on clothing.
    package var effectivePreparation: PicturePreparation {
        if let preparation { return preparation }
        return input == PicturePreparation.digitShape && dataset != .fashionMNIST ? .digit : .none
    }
}
