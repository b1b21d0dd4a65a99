// A stroke on a page, brought to the form of MNIST.

import DigitPreparation
import PictureDecoding

var pixels = [UInt8](repeating: 230, count: 60 * 50)
for y in 10..<40 { for x in 28..<32 { pixels[y * 60 + x] = 30 } }
let page = Array("P5 60 50 255\n".utf8) + pixels

// snippet.digits
let picture = try Picture(bytes: page, source: "an example")
for digit in try DigitPreprocessor().digits(in: picture) {
    print(digit.pixels.count, digit.box.width, digit.box.height)
}
// 784 4 30
// snippet.end
