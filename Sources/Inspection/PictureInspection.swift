public import DigitPreparation
public import PictureDecoding

/// What a picture holds, and what the preparation of digits finds in it.
public struct PictureInspection: Sendable {
    /// The format, told by the content.
    public let format: PictureFormat
    /// How the pixels are stored.
    public let storage: PictureStorage
    /// Whether every pixel is opaque.
    public let isOpaque: Bool
    /// Where digits are, in reading order; none on a blank page.
    public let digits: [PixelBox]

    init(path: String) throws(PictureError) {
        let picture = try Picture(
            path: path, reducingTo: DigitPreprocessor.sufficientExtent)
        format = picture.format
        storage = picture.storage
        isOpaque = picture.alpha == nil
        digits = ((try? DigitPreprocessor().digits(in: picture)) ?? []).map(\.box)
    }
}
