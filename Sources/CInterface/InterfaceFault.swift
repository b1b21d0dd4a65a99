/// What is wrong with an argument of a caller in C.
enum InterfaceFault: Error, Hashable, CustomStringConvertible {
    /// A pointer that has to point to something is NULL.
    case null(String)
    /// A handle of something else.
    case wrongHandle(String)
    /// A text is not UTF-8.
    case notUTF8(String)
    /// A number is out of its range.
    case outOfRange(String, expected: String, found: Int)
    /// The last value of the images lies outside the memory that the caller says there is.
    case imagesBeyondMemory(needed: Int, size: Int)
    /// Sizes multiply to more than an address can have.
    case tooLarge(String)
    /// Results do not fit into the memory for them.
    case noRoom(String, expected: Int, found: Int)
    /// Rows of results would overlap.
    case overlappingRows(stride: Int, expected: Int)
    /// A label is no class of the model.
    case label(image: Int, found: Int, classes: Int)
    /// Two things that do not belong together.
    case differs(String, expected: Int, found: Int)
    /// Another thread is using it.
    case busy(String)
    /// An evaluation that does not know of which images it is cannot be kept, or merged with one that
    /// does.
    case isAnonymous
    /// Images cannot be added to an evaluation that was loaded or merged.
    case isMerged
    /// An evaluation of no images cannot be kept.
    case isEmpty
    /// A function of the caller could not read, or write, the frames of this name.
    case cannotTransfer(String, verb: String)

    /// One sentence: the argument, what was expected and what was found.
    var description: String {
        switch self {
        case .null(let name): "\(name) is NULL; expected a pointer"
        case .wrongHandle(let name): "\(name) is a handle of something else"
        case .notUTF8(let name): "\(name) is not UTF-8"
        case .outOfRange(let name, let expected, let found):
            "\(name) is out of range: expected \(expected), found \(found)"
        case .imagesBeyondMemory(let needed, let size):
            "the images do not lie in their memory: expected at least \(needed) bytes, found \(size)"
        case .tooLarge(let name): "\(name) are larger than memory can be"
        case .noRoom(let name, let expected, let found):
            "the \(name) do not fit: expected room for \(expected) values, found \(found)"
        case .overlappingRows(let stride, let expected):
            "rows of results would overlap: expected a stride of at least \(expected), found "
                + "\(stride)"
        case .label(let image, let found, let classes):
            "the label of image \(image) is no class: expected 0 to \(classes - 1), found \(found)"
        case .differs(let name, let expected, let found):
            "the \(name) differ: expected \(expected), found \(found)"
        case .busy(let name):
            "another thread uses the \(name), which serves one at a time"
        case .isAnonymous:
            "the evaluation does not know of which images it is: expected one of a shard"
        case .isMerged:
            "the evaluation was loaded or merged; expected one to which images can be added"
        case .isEmpty: "the evaluation has no images; expected one or more"
        case .cannotTransfer(let name, let verb):
            "\(name) cannot be \(verb): the caller's function says so"
        }
    }
}
