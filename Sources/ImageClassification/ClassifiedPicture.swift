public import DigitPreparation

/// A picture with the answers to the digits that were found in it.
public struct ClassifiedPicture: Sendable {
    /// The path of the picture.
    public let file: String
    /// The digits in reading order.
    public let digits: [Digit]

    /// A digit, as the network saw it.
    public struct Digit: Sendable {
        /// Its place in the picture.
        public let box: PixelBox
        /// What the network saw: `[H, W]` of the model's size, 0…255.
        public let pixels: [UInt8]
        /// The answer to it.
        public let answer: Classification

        /// Puts a digit together.
        public init(box: PixelBox, pixels: [UInt8], answer: Classification) {
            self.box = box
            self.pixels = pixels
            self.answer = answer
        }
    }

    /// Puts a picture together.
    public init(file: String, digits: [Digit]) {
        self.file = file
        self.digits = digits
    }
}
