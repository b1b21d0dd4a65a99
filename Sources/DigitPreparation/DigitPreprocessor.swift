public import PictureDecoding

/// From a picture of handwriting to what MNIST's networks know: white strokes on black, 28 × 28.
///
/// The steps are those that made MNIST, with those before them that a photograph needs:
///
/// 1. grey: luma, over the background that leaves ink visible; a tiny picture is enlarged, and of a
///    large one that is mostly empty the part is taken that is written on;
/// 2. polarity: whether ink is dark or light, that of which has the sharper outline;
/// 3. light: the paper's brightness, a closing with a window wider than strokes, is divided out;
/// 4. ink: a threshold by Otsu's method above the noise, followed outwards to half of it;
/// 5. cleaning: ruled lines, underlines, circles and boxes around a digit, specks and what lies
///    along the border are dropped;
/// 6. digits: pieces that stand over one another or close together are one;
/// 7. size: the box of a digit is fitted into 20 × 20 by area averaging, a thin line widened to
///    what a pen of MNIST's writers leaves, brightness stretched to 255;
/// 8. place: the center of mass is moved to the middle of 28 × 28.
///
/// A picture that is like MNIST's images already, of 28 × 28 pixels on a background of 0, stays as
/// it is; one of that kind that is inverted or off-center is inverted or moved, nothing more.
///
/// Sources: LeCun, Bottou, Bengio and Haffner, *Gradient-based learning applied to document
/// recognition*, 1998, section III.A (size and place); Otsu, *A threshold selection method from
/// gray-level histograms*, 1979; Serra, *Image Analysis and Mathematical Morphology*, 1982
/// (closing).
public struct DigitPreprocessor: Hashable, Sendable {
    /// Whether ink is darker or lighter than what it is on; `nil` finds out.
    public var polarity: Polarity?
    /// Whether the center of mass is moved to the middle; otherwise that of the digit's box is.
    public var centers = true

    /// Creates a preparation that decides everything by itself.
    public init() {}

    /// The side of a prepared image.
    public static let side = 28
    /// The side of the square that a digit is fitted into.
    public static let boxSide = 20
    /// The longer side of a picture that is enough; larger ones are reduced to this or less.
    public static let sufficientExtent = 2048

    /// Finds the digits in a picture and prepares each.
    ///
    /// Digits that touch are one piece of ink, and one digit here: no network is asked.
    ///
    /// - Returns: At least one digit, in reading order: rows from the top, each from the left.
    /// - Throws: ``PreparationError/noInk(file:)``, ``PreparationError/noDigit(file:found:)``.
    public func digits(in picture: Picture) throws(PreparationError) -> [PreparedDigit] {
        try pieces(in: picture).pieces.map { $0.digit }
    }

    /// Finds the pieces of ink in a picture that are a digit, or several that touch.
    ///
    /// - Returns: At least one piece, in reading order, and what was left out.
    /// - Throws: ``PreparationError/noInk(file:)``, ``PreparationError/noDigit(file:found:)``.
    package func pieces(
        in picture: Picture
    ) throws(PreparationError) -> (pieces: [DigitPiece], leftOut: [LeftOut]) {
        let image = picture.grey
        if let digit = MNISTStyle.digit(image, polarity: polarity, centers: centers) {
            return ([DigitPiece(digit: digit)], [])
        }
        do throws(PreparationError) {
            return try pieces(of: image, in: picture, polarity)
        } catch {
            // Ink of the paper's lightness is neither darker nor lighter.
            guard let colors = picture.colors,
                let found = try? pieces(of: colors.mixed, in: picture, nil)
            else { throw error }
            return found
        }
    }

    /// Finds the pieces of ink again with narrower windows, in which a shadow is paper.
    ///
    /// - Returns: What each window that is narrower finds, from the widest; each is looked for when it
    ///   is asked for.
    package func piecesInNarrowerWindows(
        of picture: Picture
    ) -> some Sequence<(pieces: [DigitPiece], leftOut: [LeftOut])> {
        InkWindow.narrowReaches.lazy.compactMap { reach in
            try? pieces(of: picture.grey, in: picture, polarity, reach: reach)
        }
    }

    private func pieces(
        of image: GreyImage, in picture: Picture, _ polarity: Polarity?, reach: Int? = nil
    ) throws(PreparationError) -> (pieces: [DigitPiece], leftOut: [LeftOut]) {
        // A JPEG may have been decoded at less than its size; boxes are told in the picture's own.
        let turned = picture.storage.orientation.exchangesAxes
        let fullWidth = turned ? picture.storage.height : picture.storage.width
        let scale = Double(fullWidth) / Double(image.width)
        let view = InkView(of: image)
        guard let finding = view.segmentation(polarity: polarity, reach: reach) else {
            let range = view.brightnessRange
            if range <= Self.blankRange { throw .noInk(file: picture.source) }
            throw .noDigit(file: picture.source, found: .noOutline(brightnessRange: range))
        }
        let found = finding.segmentation
        if found.digits.isEmpty {
            guard let largest = found.largest else { throw .noInk(file: picture.source) }
            throw .noDigit(
                file: picture.source,
                found: .marks(
                    count: found.pieceCount, largest: finding.place(of: largest).scaled(by: scale)))
        }
        let centers = centers
        let pieces = found.digits.map { ink in
            DigitPiece(ink, centers: centers) { finding.place(of: $0).scaled(by: scale) }
        }
        let leftOut = found.marks.map { mark in
            LeftOut(kind: mark.kind, box: finding.place(of: mark.box).scaled(by: scale))
        }
        return (pieces, leftOut)
    }

    /// A picture whose brightness varies by no more than this is a blank page, with some noise.
    private static let blankRange = 32
}

extension DigitPreprocessor {
    /// A picture as it is, without any of the steps, at the size that a network takes.
    ///
    /// - Parameters:
    ///   - picture: The picture.
    ///   - height: The rows of the result, at least 1.
    ///   - width: The columns of the result, at least 1.
    ///   - polarity: ``Polarity/darkOnLight`` inverts; else pixels stay as they are.
    /// - Returns: Shape `[height, width]`, row-major; each value is the mean over its area, and
    ///   that of the picture itself where the sizes are the same. The box is the whole picture.
    public static func unprepared(
        _ picture: Picture, width: Int, height: Int, polarity: Polarity? = nil
    ) -> PreparedDigit {
        let grey = picture.grey
        let values =
            grey.width == width && grey.height == height
            ? grey.pixels
            : Raster(
                width: grey.width, height: grey.height, values: grey.pixels.map(Float.init)
            ).resampled(width: width, height: height).values.map { UInt8($0.rounded()) }
        return PreparedDigit(
            pixels: polarity == .darkOnLight ? values.map { 255 - $0 } : values,
            box: PixelBox(x: 0, y: 0, width: grey.width, height: grey.height))
    }
}

/// A digit as the network sees it.
public struct PreparedDigit: Hashable, Sendable {
    /// Row-major, `[28, 28]` unless unprepared; 0 for background to 255 for ink.
    public let pixels: [UInt8]
    /// Where the ink is in the upright picture, in its pixels.
    public let box: PixelBox
    /// The line of writing that the digit is in, counted from 0 at the top.
    public var line = 0
}
