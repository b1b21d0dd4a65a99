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
extension ImageArguments {
    /// The options, on top of what the name of a data set says.
    func pixelOptions(over said: DataOptions, firstLabel: Int?) -> DataOptions {
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
    var givenPixelOption: String? {
        if let transpose { return transpose ? "--transpose" : "--no-transpose" }
        if mirror { return "--mirror" }
        if invert { return "--invert" }
        if pixelRange != nil { return "--pixel-range" }
        if channelOrder != nil { return "--channel-order" }
        return imageShape == nil ? nil : "--image-shape"
    }
}
