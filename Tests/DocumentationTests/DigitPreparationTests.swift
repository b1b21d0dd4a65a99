import DigitPreparation
import PictureDecoding
import Testing

@Suite("The article DigitPreparation")
struct DigitPreparationTests {
    @Test("a stroke is prepared as shown")
    func article() throws {
        let print = Printout()
        var pixels = [UInt8](repeating: 230, count: 60 * 50)
        for y in 10..<40 { for x in 28..<32 { pixels[y * 60 + x] = 30 } }
        let page = Array("P5 60 50 255\n".utf8) + pixels

        let picture = try Picture(bytes: page, source: "an example")
        for digit in try DigitPreprocessor().digits(in: picture) {
            print(digit.pixels.count, digit.box.width, digit.box.height)
        }
        // 784 4 30

        try print.check("DigitPreparation")
    }
}
