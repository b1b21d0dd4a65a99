/// What a model is to a client: its name, its input and its outputs.
public struct ModelContract: Hashable, Sendable {
    /// The name in addresses.
    public let name: String
    /// The version in addresses, a whole number above 0.
    public let version: String
    /// The rows of an image.
    public let height: Int
    /// The columns of an image.
    public let width: Int
    /// The channels of an image.
    public let channels: Int
    /// What each class is called.
    public let classNames: [String]

    /// Puts a contract together.
    public init(
        name: String, version: String, height: Int, width: Int, channels: Int,
        classNames: [String]
    ) {
        self.name = name
        self.version = version
        self.height = height
        self.width = width
        self.channels = channels
        self.classNames = classNames
    }

    /// The number of values of an image, K.
    public var imageSize: Int { height * width * channels }
    /// The number of classes, M.
    public var classCount: Int { classNames.count }

    /// How many images an input has.
    ///
    /// - Parameter shape: `[N, K]`, `[N, H, W]`, `[N, C, H, W]` or, with one channel, `[N, H, W, 1]`.
    /// - Throws: ``RequestError`` for another shape.
    public func imageCount(of shape: [Int]) throws(RequestError) -> Int {
        let rest = shape.dropFirst()
        var accepted = [[imageSize], [channels, height, width]]
        if channels == 1 { accepted += [[height, width], [height, width, 1]] }
        guard let count = shape.first, accepted.contains(where: { $0[...] == rest }) else {
            throw RequestError(
                .invalid,
                "shape: expected [-1, \(imageSize)] or [-1, \(channels), \(height), \(width)], "
                    + "found [\(shape.map(String.init).joined(separator: ", "))]")
        }
        guard count > 0 else {
            throw RequestError(.invalid, "shape: expected at least 1 image, found none")
        }
        return count
    }
}
