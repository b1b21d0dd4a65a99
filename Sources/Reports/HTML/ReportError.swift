public import FileIO

/// Why a page cannot show the images that its figures are of.
public enum ReportError: FileFault, Hashable {
    /// An image that is read once more, or its label, is not what was answered at first.
    case imageChanged(file: String, index: Int)

    /// The file of images.
    public var file: String {
        switch self {
        case .imageChanged(let file, _): file
        }
    }

    /// One sentence: the file, the place, what was expected and what was found.
    public var description: String {
        switch self {
        case .imageChanged(let file, let index):
            "\(file): image \(index): expected the answer and the label of the first reading, found "
                + "others; the file has changed meanwhile"
        }
    }
}

/// Probabilities of one image differ by less between two ways to compute them.
let sameProbability = 1e-4
