public import DigitPreparation

/// A picture with the answers to the digits that were found in it.
public struct ClassifiedPicture: Sendable {
    /// The path of the picture.
    public let file: String
    /// The digits in reading order.
    public let digits: [Digit]
    /// What is no digit and was left out, such as an underline.
    public let leftOut: [LeftOut]

    /// A digit, as the network saw it.
    public struct Digit: Sendable {
        /// Its place in the picture.
        public let box: PixelBox
        /// What the network saw: `[H, W]` of the model's size, 0…255.
        public let pixels: [UInt8]
        /// The answer to it.
        public let answer: Classification
        /// The line of writing that it is in, counted from 0 at the top.
        public let line: Int

        /// Puts a digit together.
        public init(box: PixelBox, pixels: [UInt8], answer: Classification, line: Int = 0) {
            self.box = box
            self.pixels = pixels
            self.answer = answer
            self.line = line
        }
    }

    /// Puts a picture together.
    public init(file: String, digits: [Digit], leftOut: [LeftOut] = []) {
        self.file = file
        self.digits = digits
        self.leftOut = leftOut
    }

    /// The digits of each line of writing.
    public var lines: [[Digit]] {
        var lines: [[Digit]] = []
        for digit in digits {
            if let last = lines.last?.last, last.line == digit.line {
                lines[lines.count - 1].append(digit)
            } else {
                lines.append([digit])
            }
        }
        return lines
    }
}
