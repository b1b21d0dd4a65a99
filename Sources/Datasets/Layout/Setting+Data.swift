public import FileIO

/// The settings of data sets that errors name.
extension Setting {
    /// ``LabeledImages/preset``.
    public static let dataset = Setting("dataset")
    /// ``LabeledImages/labels``.
    public static let labels = Setting("labels")
    /// ``DataOptions/transposes``.
    public static let transposes = Setting("transposes")
    /// ``DataOptions/mirrors``.
    public static let mirrors = Setting("mirrors")
    /// ``DataOptions/inverts``.
    public static let inverts = Setting("inverts")
    /// ``DataOptions/firstLabel``.
    public static let firstLabel = Setting("firstLabel")
    /// ``DataOptions/pixelRange``.
    public static let pixelRange = Setting("pixelRange")
    /// ``DataOptions/channelOrder``.
    public static let channelOrder = Setting("channelOrder")
    /// ``DataOptions/imageShape``.
    public static let imageShape = Setting("imageShape")
}
