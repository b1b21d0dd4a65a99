internal import Figures
internal import PictureDecoding

/// An image of a data set as an element of HTML that holds its pixels.
struct InlinePicture {
    private let image: GreyImage

    /// - Parameter pixels: Shape `[channels, height, width]`; channels stand one below the other.
    init?(pixels: [UInt8], height: Int, width: Int) {
        guard width > 0, height > 0, !pixels.isEmpty, pixels.count.isMultiple(of: width) else {
            return nil
        }
        image = GreyImage(width: width, height: pixels.count / width, pixels: pixels)
    }

    /// The element; empty where the package was built without PNG.
    ///
    /// - Parameter description: What people who do not see it are told.
    func html(_ description: String) -> String {
        guard let bytes = image.pngBytes() else { return "" }
        return "<img alt=\"\(xmlAttribute(description))\" width=\"\(image.width)\" "
            + "height=\"\(image.height)\" loading=\"lazy\" "
            + "src=\"data:image/png;base64,\(base64(bytes))\">"
    }
}

/// Bytes as text of 64 characters (RFC 4648, section 4).
func base64(_ bytes: [UInt8]) -> String {
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
        let group = bytes[start..<min(start + 3, bytes.count)]
        var bits: UInt32 = 0
        for byte in group { bits = bits << 8 | UInt32(byte) }
        bits <<= 8 * UInt32(3 - group.count)
        for place in 0..<4 {
            let digit = digits[Int(bits >> UInt32(18 - 6 * place) & 63)]
            text.append(place <= group.count ? digit : UInt8(ascii: "="))
        }
    }
    return String(decoding: text, as: UTF8.self)
}
