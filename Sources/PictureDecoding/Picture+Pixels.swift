extension Picture {
    /// Takes a picture that something else has decoded, such as a browser.
    ///
    /// It is what the decoders of this package make of a file with these pixels.
    ///
    /// - Parameters:
    ///   - rgba: Shape `[height, width, 4]`, row-major, upright: red, green, blue and opacity, 0…255, the
    ///     colors not multiplied by the opacity.
    ///   - width: The number of columns, at least 1.
    ///   - height: The number of rows, at least 1.
    ///   - format: The format of the file that the pixels came from.
    ///   - source: What error messages call it.
    ///   - limits: What the picture may ask for.
    /// - Throws: ``PictureError/tooManyPixels(file:width:height:limit:)``, and
    ///   ``PictureError/damaged(file:_:byte:problem:)`` for extents below 1 and for other numbers of bytes
    ///   than `4 * width * height`.
    public init(
        rgba: Span<UInt8>, width: Int, height: Int, format: PictureFormat = .png, source: String,
        limits: PictureLimits = PictureLimits()
    ) throws(PictureError) {
        guard width > 0, height > 0 else {
            throw .damaged(
                file: source, format, byte: 0,
                problem: "expected extents of 1 or more, found \(width) × \(height)")
        }
        let context = DecodingContext(
            format: format, source: source, limits: limits, sufficientExtent: nil)
        try context.check(width: width, height: height)
        let count = width * height
        guard rgba.count == 4 * count else {
            throw .damaged(
                file: source, format, byte: min(rgba.count, 4 * count),
                problem: "expected \(4 * count) bytes for \(width) × \(height) pixels, "
                    + "found \(rgba.count)")
        }
        var grey: [UInt8] = []
        var alpha: [UInt8] = []
        grey.reserveCapacity(count)
        alpha.reserveCapacity(count)
        var reduction = ColorReduction(width: width, height: height, isNeeded: true)
        var isOpaque = true
        for y in 0..<height {
            for x in 0..<width {
                let place = 4 * (y * width + x)
                let (red, green, blue) = (rgba[place], rgba[place + 1], rgba[place + 2])
                grey.append(PictureDecoding.luma(red, green, blue))
                alpha.append(rgba[place + 3])
                if rgba[place + 3] != 255 { isOpaque = false }
                reduction.add(red, green, blue, x: x, y: y)
            }
        }
        self.init(
            format: format,
            storage: PictureStorage(
                width: width, height: height, color: isOpaque ? "RGB" : "RGB with alpha",
                bitDepth: 8),
            source: source, luma: GreyImage(width: width, height: height, pixels: grey),
            alpha: isOpaque ? nil : alpha, colors: isOpaque ? reduction.image : nil)
    }

    private init(
        format: PictureFormat, storage: PictureStorage, source: String, luma: GreyImage,
        alpha: [UInt8]?, colors: ColorImage?
    ) {
        self.format = format
        self.storage = storage
        self.source = source
        self.luma = luma
        self.alpha = alpha
        self.colors = colors
    }
}
