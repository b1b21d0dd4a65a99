public import ArgumentParser
public import Datasets

extension ChannelOrder: ExpressibleByArgument {}

/// The values that stand for black and white: `0..1`.
struct PixelRangeArgument: ExpressibleByArgument {
    let range: PixelRange

    init?(argument: String) {
        guard let range = PixelRange(argument) else { return nil }
        self.range = range
    }
}

/// What the files of images do not say of themselves.
struct LayoutArguments: ParsableArguments {
    @Flag(
        inversion: .prefixedNo,
        help: """
            Swap rows and columns: for images that are stored column by column, as EMNIST's are. \
            (default: as the data set's name says)
            """)
    var transpose: Bool?

    @Flag(help: "Swap left and right.")
    var mirror = false

    @Flag(help: "Make dark on light light on dark: each pixel p becomes 255 - p.")
    var invert = false

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            """
            The values that stand for black and white, such as 0..1, -1..1 or 0..65535; pixels have \
            to be exact. (default: 0..255)
            """, valueName: "a..b"))
    var pixelRange: PixelRangeArgument?

    @Option(
        help: ArgumentHelp(
            "Where the channels stand in images of rank 4. (default: told by the extents)",
            valueName: "place"))
    var channelOrder: ChannelOrder?

    @Option(
        help: ArgumentHelp(
            """
            The size of images that are stored as rows of numbers, such as 28x28. \
            (default: square and grey)
            """, valueName: "HxW[xC]"))
    var imageShape: ShapeArgument?

    /// The options, on top of what the name of a data set says.
    func options(over said: DataOptions, firstLabel: Int?) -> DataOptions {
        var options = said
        if let transpose { options.transposes = transpose }
        options.mirrors = mirror
        options.inverts = invert
        if let firstLabel { options.firstLabel = firstLabel }
        options.pixelRange = pixelRange?.range
        options.channelOrder = channelOrder
        options.imageShape = imageShape?.shape
        return options
    }

    /// The first option that is given, if one is.
    var givenOption: String? {
        if let transpose { return transpose ? "--transpose" : "--no-transpose" }
        if mirror { return "--mirror" }
        if invert { return "--invert" }
        if pixelRange != nil { return "--pixel-range" }
        if channelOrder != nil { return "--channel-order" }
        return imageShape == nil ? nil : "--image-shape"
    }
}
