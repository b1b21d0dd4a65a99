public import ArgumentParser
public import DigitPreparation
import FileIO
import ImageClassification
import PictureDecoding

extension Polarity: ExpressibleByArgument {}

/// How pictures are prepared, and what becomes of the result.
struct PictureArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Whether ink is darker or lighter than what it is on. (default: found out)",
            valueName: "polarity"))
    var polarity: Polarity?

    @Flag(help: "Put a digit's box in the middle, instead of its center of mass.")
    var noCenter = false

    @Flag(
        help: """
            Bring pictures to the size that the network takes, and do nothing else; with \
            --polarity dark-on-light they are inverted.
            """)
    var asIs = false

    @Flag(help: "Classify each of several digits, from the left, rows from the top.")
    var each = false

    @Flag(
        help: """
            Always answer with a class, also where the network takes the picture for none of them. \
            'mnist inspect' says which networks tell.
            """)
    var acceptAll = false

    @Option(
        help: ArgumentHelp(
            """
            Write what the network sees as a PNG file. With --each, and of several pictures or \
            images, there is a file for each, with a number from 1 in its name.
            """, valueName: "file"), completion: .file())
    var savePrepared: String?

    @Flag(help: "Replace files of --save-prepared that are there already.")
    var force = false

    @Option(
        help: ArgumentHelp("The most pixels that a picture may have.", valueName: "count"))
    var maxPixels = PictureLimits().pixels

    /// What a decoded pixel takes at most, 4 bytes, must be countable.
    private static let largestLimit = 1 << 40

    func validate() throws {
        try checkPath(savePrepared, "--save-prepared")
        try checkNameOfPNG()
        if force, savePrepared == nil { throw ValidationError("--force needs --save-prepared") }
        try check(maxPixels, in: 1...Self.largestLimit, "--max-pixels")
        if asIs, noCenter { throw ValidationError("--as-is and --no-center exclude each other") }
    }

    /// Refuses a name that says another kind of file; one without an ending says nothing.
    private func checkNameOfPNG() throws {
        guard let savePrepared else { return }
        let ending = PathParts(savePrepared).ending
        guard ending.isEmpty || ending.lowercased() == ".png" else {
            throw ValidationError(
                "--save-prepared writes PNG; expected a name that ends in .png, found "
                    + savePrepared)
        }
    }

    /// The first option that only pictures have, if one is given.
    var givenOption: String? {
        if polarity != nil { return "--polarity" }
        if noCenter { return "--no-center" }
        if asIs { return "--as-is" }
        if each { return "--each" }
        if acceptAll { return "--accept-all" }
        return maxPixels == PictureLimits().pixels ? nil : "--max-pixels"
    }

    /// Where the images go that the network sees, of so many pictures or images of a data set;
    /// `nil` if they go nowhere.
    func preparedFiles(count: Int) -> PreparedFiles? {
        savePrepared.map {
            PreparedFiles(
                path: $0, isNumbered: each || count > 1, most: each ? .max : count,
                mayReplace: force)
        }
    }

    var options: PictureOptions {
        var options = PictureOptions()
        if asIs { options.preparation = PicturePreparation.none }
        options.polarity = polarity
        options.centers = !noCenter
        options.rejects = !acceptAll
        return options
    }

    var limits: PictureLimits {
        var limits = PictureLimits()
        limits.pixels = maxPixels
        return limits
    }
}
