internal import Datasets
public import DigitPreparation
public import ModelFiles
public import PictureDecoding

/// What is decided about a picture before a network sees it.
public struct PictureOptions: Hashable, Sendable {
    /// The preparation; `nil` leaves it to the model.
    public var preparation: PicturePreparation?
    /// Whether ink is darker or lighter than what it is on; `nil` finds out, or, without a
    /// preparation, leaves pixels as they are.
    public var polarity: Polarity?
    /// Whether the center of mass is moved to the middle of the image.
    public var centers = true
    /// Whether to tell pictures that show none of the classes, if the model can.
    public var rejects = true

    /// Creates options that leave everything to the model and the picture.
    public init() {}
}

extension Classifier {
    /// Prepares a picture for the network: all digits in it, or the picture as it is.
    ///
    /// - Returns: At least one image, `[H, W]` of the model's size, in reading order, with its place
    ///   in the picture.
    /// - Throws: `PreparationError` when there is no ink, or the model wants colors.
    public func prepare(
        _ picture: Picture, options: PictureOptions = PictureOptions()
    ) throws(PreparationError) -> [PreparedDigit] {
        try read(picture, options: options).digits
    }

    /// Prepares a picture for the network, and says what was left out of it.
    ///
    /// Digits that touch are cut where two readings of the parts beat the reading of the whole. Where
    /// all that was found is refused and may be a shadow, digits are looked for inside of it.
    ///
    /// - Returns: At least one image, as of ``prepare(_:options:)``, and what is no digit.
    /// - Throws: `PreparationError` when there is no digit, or the model wants colors.
    public func read(
        _ picture: Picture, options: PictureOptions = PictureOptions()
    ) throws(PreparationError) -> PreparedPicture {
        guard inputShape.channels == 1 else {
            throw .colorsWanted(file: picture.source, channels: inputShape.channels)
        }
        switch options.preparation ?? model.manifest.effectivePreparation {
        case .digit where inputShape == PicturePreparation.digitShape:
            var preparation = DigitPreprocessor()
            preparation.polarity = options.polarity
            preparation.centers = options.centers
            let found = try preparation.pieces(in: picture)
            let prepared = PreparedPicture(
                digits: TouchingDigits(self).digits(of: found.pieces), leftOut: found.leftOut)
            return Shadows(prepared, self)?.withoutThem(in: picture, preparation) ?? prepared
        case .digit, .none:
            let image = DigitPreprocessor.unprepared(
                picture, width: inputShape.width, height: inputShape.height,
                polarity: options.polarity)
            return PreparedPicture(digits: [image], leftOut: [])
        }
    }

    /// Classifies the one digit, or whatever else the model knows, that a picture shows.
    ///
    /// - Throws: `PreparationError` when there is no ink, or more than one digit; ``ModelError``
    ///   when the network answers NaN.
    public func classify(
        _ picture: Picture, options: PictureOptions = PictureOptions()
    ) throws -> Classification {
        let digits = try prepare(picture, options: options)
        guard digits.count == 1 else {
            throw PreparationError.severalDigits(file: picture.source, count: digits.count)
        }
        return try classify(batch: digits[0].pixels, rejects: options.rejects)[0]
    }
}
