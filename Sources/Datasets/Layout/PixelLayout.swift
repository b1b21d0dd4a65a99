/// How the pixels of an image are brought from their places in a file to `[C, H, W]`.
struct PixelLayout {
    /// The size of an image as it is handed out.
    let shape: ImageShape
    /// What was told from the extents rather than said, in a sentence without the file's name.
    let note: String?
    /// How far apart in the file the neighbors of a channel, row and column are.
    private let strides: (channel: Int, row: Int, column: Int)
    private let inverts: Bool
    /// Whether every pixel is where it should be already.
    private let keepsOrder: Bool
    private var scratch: [UInt8] = []

    /// The least number of values that a row of numbers needs to be taken for an image, 7 × 7.
    private static let smallestRow = 49

    /// Tells the layout of images that are stored with these extents, none of which is 0.
    init(
        dimensions: [Int], options: DataOptions, source: String, count: Int
    ) throws(DatasetError) {
        let (height, width, channels): (Int, Int, Int)
        var isLast = false
        switch dimensions.count {
        case 1:
            let size = dimensions[0]
            let shape =
                options.imageShape ?? (size < Self.smallestRow ? nil : .square(count: size))
            guard let shape, shape.count == size else {
                throw .noShape(file: source, dimensions: [count] + dimensions)
            }
            (height, width, channels) = (shape.height, shape.width, shape.channels)
            isLast = options.channelOrder == .last && channels > 1
            note = "rows of \(size) numbers are read as images of \(shape)"
        case 2:
            (height, width, channels) = (dimensions[0], dimensions[1], 1)
            note = nil
        case 3:
            let order = try Self.order(
                dimensions, options.channelOrder, file: source, count: count)
            isLast = order == .last
            (height, width, channels) =
                isLast
                ? (dimensions[0], dimensions[1], dimensions[2])
                : (dimensions[1], dimensions[2], dimensions[0])
            note = isLast ? "channels stand last, [N, H, W, \(channels)]" : nil
        default:
            throw .notImages(file: source, dimensions: [count] + dimensions)
        }
        let stored = isLast
            ? (channel: 1, row: width * channels, column: channels)
            : (channel: height * width, row: width, column: 1)
        if options.transposes {
            shape = ImageShape(height: width, width: height, channels: channels)
            strides = (stored.channel, stored.column, stored.row)
        } else {
            shape = ImageShape(height: height, width: width, channels: channels)
            strides = stored
        }
        inverts = options.inverts
        keepsOrder = !options.transposes && (!isLast || channels == 1)
    }

    /// Where the channels of `[a, b, c]` stand, if the extents leave no doubt.
    private static func order(
        _ dimensions: [Int], _ said: ChannelOrder?, file: String, count: Int
    ) throws(DatasetError) -> ChannelOrder {
        if let said { return said }
        guard [1, 3].contains(dimensions[2]) else { return .first }
        // Images of one to four channels whose last extent may be channels, too.
        guard dimensions[0] > 4 else {
            throw .channelsUnclear(file: file, dimensions: [count] + dimensions)
        }
        return .last
    }

    /// Brings `count` images into order, in place.
    mutating func apply(to pixels: inout MutableSpan<UInt8>, count: Int) {
        let size = shape.count
        if !keepsOrder {
            if scratch.count != size { scratch = [UInt8](repeating: 0, count: size) }
            for image in 0..<count { reorder(&pixels, from: image * size) }
        }
        if inverts {
            for index in 0..<count * size { pixels[index] = 255 - pixels[index] }
        }
    }

    private mutating func reorder(_ pixels: inout MutableSpan<UInt8>, from first: Int) {
        for index in 0..<shape.count { scratch[index] = pixels[first + index] }
        var target = first
        for channel in 0..<shape.channels {
            for row in 0..<shape.height {
                var place = channel * strides.channel + row * strides.row
                for _ in 0..<shape.width {
                    pixels[target] = scratch[place]
                    target += 1
                    place += strides.column
                }
            }
        }
    }

    /// Whether pixels are handed out as they are read.
    var isIdentity: Bool { keepsOrder && !inverts }
}
