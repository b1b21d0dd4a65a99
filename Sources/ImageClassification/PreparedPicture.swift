public import DigitPreparation

/// The digits of a picture, ready for a network.
public struct PreparedPicture: Hashable, Sendable {
    /// At least one image, in reading order.
    public let digits: [PreparedDigit]
    /// What is no digit and was left out.
    public let leftOut: [LeftOut]
}
