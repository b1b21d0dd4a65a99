import PictureDecoding
import Testing

@Suite("The article PictureDecoding")
struct PictureDecodingTests {
    @Test("a picture is decoded as shown")
    func article() throws {
        let print = Printout()
        let picture = try Picture(bytes: Array("P2 2 1 9  0 9".utf8), source: "an example")
        print(picture.luma.pixels)  // [0, 255]
        print(picture.format, picture.storage.color)  // Netpbm grey

        try print.check("PictureDecoding")
    }
}
