/// What the files of a data set do not say of themselves.
///
/// The defaults are those of MNIST's own files. Whatever is set is stated in reports.
public struct DataOptions: Hashable, Sendable {
    /// Whether images are stored column by column, as EMNIST's are: rows and columns are swapped.
    public var transposes = false
    /// Whether images are stored from right to left.
    public var mirrors = false
    /// Whether images are dark on light; each pixel p becomes 255 − p.
    public var inverts = false
    /// The label of the first class: 1 where labels start at 1, as those of EMNIST's letters do.
    public var firstLabel = 0
    /// The values that stand for 0 and 255; `nil` means pixels are whole numbers of 0…255.
    public var pixelRange: PixelRange?
    /// Where the channels stand in images of rank 3; `nil` means that the extents tell.
    public var channelOrder: ChannelOrder?
    /// The size of images that are stored as rows of numbers; `nil` means square and grey.
    public var imageShape: ImageShape?
    /// Which of the things that a file or folder holds are the images and the labels.
    public var selection = DataSelection()

    /// Creates the default options.
    public init() {}

    /// Whether pixels or their places are others than in the file.
    package var changesPixels: Bool {
        transposes || mirrors || inverts || !PixelConversion(pixelRange).isIdentity
    }
}

/// Where the channels of an image stand in memory.
public enum ChannelOrder: String, Hashable, Sendable, CaseIterable {
    /// Channel after channel: `[C, H, W]`, as PyTorch has it.
    case first
    /// The channels of a pixel together: `[H, W, C]`, as Keras and pictures have it.
    case last
}
