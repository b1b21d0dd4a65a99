/// Which of the things that a file or folder holds are the images, and which are their labels.
///
/// What is `nil` is told by names, or refused where names do not tell it.
public struct DataSelection: Hashable, Sendable {
    /// The part of a file that holds several, such as training and test images; `nil` means the test
    /// part, or the only one.
    public var split: DataSplit?
    /// The name of the array of images, in a file of named arrays.
    public var imageArray: String?
    /// The name of the array of labels, in a file of named arrays.
    public var labelArray: String?
    /// The column of the labels, in a table.
    public var labelColumn: LabelColumn?
    /// Whether pictures in a folder are prepared as digits, instead of read as they are.
    public var preparesPictures = false
    /// How many threads decode pictures; `nil` means one for each processor.
    package var threads: Int?

    /// Leaves everything to names.
    public init() {}
}

/// A part of a data set.
public enum DataSplit: String, Hashable, Sendable, CaseIterable {
    /// The part that networks are trained on.
    case train
    /// The part that is looked at during training.
    case validation
    /// The part that is kept for evaluation.
    case test

    /// How names of arrays call the part.
    var names: [String] {
        switch self {
        case .train: ["train", "training"]
        case .validation: ["val", "valid", "validation"]
        case .test: ["test", "testing", "t10k"]
        }
    }
}

/// Where the labels stand in a table.
public enum LabelColumn: Hashable, Sendable {
    /// In the first column.
    case first
    /// In the last column.
    case last
    /// Nowhere.
    case none
    /// Under this name in the header.
    case named(String)
}
