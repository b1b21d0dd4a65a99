/// A picture as it was decoded: luma, opacity, and what the file says of itself.
public struct Picture: Hashable, Sendable {
    /// The format, told by the content.
    public let format: PictureFormat
    /// How the pixels are stored.
    public let storage: PictureStorage
    /// The path of the file, or the name given for bytes in memory.
    public let source: String
    /// The luma of each pixel, upright, as if every pixel were opaque.
    public let luma: GreyImage
    /// The opacity of each pixel, 0 to 255, in the order of `luma`; `nil` where all are opaque.
    public let alpha: [UInt8]?
    /// The colors, reduced to 768 pixels along the longer side or less; `nil` where all pixels are
    /// grey, where some are transparent, and for run-length encoded bitmaps and JPEGs of more than
    /// 2^24 pixels.
    public let colors: ColorImage?

    /// Reads a picture from a regular file.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - limits: What the picture may ask for; it is checked before memory is taken.
    ///   - extent: The longer side that is enough. A JPEG of more than that is decoded at a half,
    ///     a quarter or an eighth of its size, not below what is enough; others stay as they are.
    /// - Throws: ``PictureError``.
    public init(
        path: String, limits: PictureLimits = PictureLimits(), reducingTo extent: Int? = nil
    ) throws(PictureError) {
        try self.init(
            bytes: PictureBytes.read(path: path, limits: limits), source: path, limits: limits,
            reducingTo: extent)
    }

    /// Reads a picture from standard input, to its end.
    ///
    /// - Parameters: As of ``init(path:limits:reducingTo:)``; the source is `standard input`.
    /// - Throws: ``PictureError``.
    public static func standardInput(
        limits: PictureLimits = PictureLimits(), reducingTo extent: Int? = nil
    ) throws(PictureError) -> Picture {
        let source = "standard input"
        return try Picture(
            bytes: PictureBytes.readStandardInput(source: source, limits: limits), source: source,
            limits: limits, reducingTo: extent)
    }

    /// Decodes a picture in memory.
    ///
    /// - Parameters:
    ///   - bytes: The content of a file.
    ///   - source: What error messages call it.
    ///   - limits: What the picture may ask for; it is checked before memory is taken.
    ///   - extent: As of ``init(path:limits:reducingTo:)``.
    /// - Throws: ``PictureError``.
    public init(
        bytes: [UInt8], source: String, limits: PictureLimits = PictureLimits(),
        reducingTo extent: Int? = nil
    ) throws(PictureError) {
        let format = try PictureBytes.format(of: bytes, source: source)
        let context = DecodingContext(
            format: format, source: source, limits: limits, sufficientExtent: extent)
        var decoded =
            switch format {
            case .png: try PNG.decode(bytes, context)
            case .jpeg: try JPEG.decode(bytes, context)
            case .netpbm: try Netpbm.decode(bytes, context)
            case .bmp: try BMP.decode(bytes, context)
            }
        self.format = format
        self.source = source
        storage = decoded.storage
        let turn = decoded.storage.orientation
        let (width, height) = (decoded.luma.width, decoded.luma.height)
        luma = turn.upright(decoded.luma)
        // The pixels as stored go before opacity is turned, too.
        decoded.luma = luma
        colors = decoded.colors.map { $0.upright(turn) }
        alpha = decoded.alpha.map {
            turn.upright(GreyImage(width: width, height: height, pixels: $0)).pixels
        }
    }
}

/// How the pixels of a picture are stored in its file.
public struct PictureStorage: Hashable, Sendable {
    /// Columns and rows as stored, before the orientation is applied.
    public var width: Int
    /// See `width`.
    public var height: Int
    /// What a pixel is made of, such as `grey`, `RGB with alpha` or `palette of 16 colors`.
    public var color: String
    /// The bits of a sample, 1 to 16.
    public var bitDepth: Int
    /// How the stored pixels are to be turned to be upright.
    public var orientation = Orientation.upright
    /// Whether the pixels are interlaced or progressive.
    public var isInterlaced = false
}

/// A decoder's result, not yet turned upright.
struct DecodedPicture {
    var storage: PictureStorage
    var luma: GreyImage
    var alpha: [UInt8]?
    var colors: ColorImage?
}

/// What all decoders need to know.
struct DecodingContext {
    let format: PictureFormat
    let source: String
    let limits: PictureLimits
    let sufficientExtent: Int?

    /// Whatever the caller allows, so that no number of bits or bytes overflows.
    private static let mostPixels = Int(clamping: UInt64(1) << 48)

    /// Refuses more pixels than are allowed; every decoder asks before it takes memory.
    func check(width: Int, height: Int) throws(PictureError) {
        let (pixels, overflow) = width.multipliedReportingOverflow(by: height)
        let limit = min(limits.pixels, Self.mostPixels)
        guard !overflow, pixels <= limit else {
            throw .tooManyPixels(file: source, width: width, height: height, limit: limit)
        }
    }

    func damaged(_ byte: Int, _ problem: String) -> PictureError {
        .damaged(file: source, format, byte: byte, problem: problem)
    }

    func unsupported(_ feature: String) -> PictureError {
        .unsupported(file: source, format, feature: feature)
    }
}
