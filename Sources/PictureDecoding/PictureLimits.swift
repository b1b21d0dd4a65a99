/// How much a picture may ask for.
public struct PictureLimits: Hashable, Sendable {
    /// The most pixels that are decoded, width times height.
    public var pixels = 1 << 26

    /// Creates limits: 67,108,864 pixels, as many as a camera of 64 megapixels takes.
    public init() {}

    /// The most bytes that a file may have, which is read as a whole.
    var fileBytes: Int {
        let (bytes, overflow) = pixels.multipliedReportingOverflow(by: 4)
        return overflow ? Int.max : max(bytes, 1 << 20)
    }

    /// The most bytes that a JPEG may have: each takes the decoder several nanoseconds.
    var jpegBytes: Int {
        let (bytes, overflow) = pixels.multipliedReportingOverflow(by: 3)
        return overflow ? Int.max : max(bytes, 1 << 20)
    }

    /// The most bytes that the rows of a PNG may have: to inflate them and to undo their filters is
    /// what takes the time.
    var rowBytes: Int {
        let (bytes, overflow) = pixels.multipliedReportingOverflow(by: 5)
        return overflow ? Int.max : max(bytes / 4, 1 << 20)
    }
}
