import DigitPreparation
import PictureDecoding

/// Each format of pictures: an error, or as many pixels as width and height say, and digits of
/// 28 × 28 in them.
func fuzzPicture(_ input: [UInt8]) {
    var limits = PictureLimits()
    limits.pixels = 1 << 20
    do {
        let picture = try Picture(bytes: input, source: "f", limits: limits)
        let size = picture.luma.width * picture.luma.height
        precondition(size > 0 && size <= limits.pixels, "a size beyond the limit")
        precondition(picture.luma.pixels.count == size)
        precondition(picture.alpha.map { $0.count == size } ?? true)
        for digit in try DigitPreprocessor().digits(in: picture) {
            precondition(digit.pixels.count == 28 * 28 && digit.box.width > 0)
        }
    } catch {
        let sentence = "\(error)"
        precondition(!sentence.isEmpty && !sentence.contains("\n"), sentence)
    }
}
