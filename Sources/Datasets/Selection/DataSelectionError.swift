public import FileIO

/// Why it cannot be told what in a file or folder the images and labels are.
public enum DataSelectionError: FileFault, Hashable {
    /// Several arrays may be the images, or the labels, or none; what is there is listed.
    case arraysUnclear(file: String, content: String, arrays: [String], setting: Setting)
    /// There is no array of this name.
    case noSuchArray(file: String, array: String, arrays: [String])
    /// The elements of an array are no numbers.
    case arrayType(file: String, array: String, found: String)
    /// An array has not the axes that it should have.
    case arrayShape(file: String, array: String, expected: String, shape: [Int])
    /// A label is not a whole number.
    case labelNotWhole(file: String, array: String, index: Int, value: String)
    /// A table has no such column, or it is not clear what its columns are.
    case columns(file: String, expected: String, found: String, setting: Setting?)
    /// Something in a folder is not what it should be.
    case folder(file: String, expected: String, found: String)
    /// A picture has not the size of the first.
    case pictureSize(file: String, expected: ImageShape, found: ImageShape, setting: Setting)

    /// The file or folder.
    public var file: String {
        switch self {
        case .arraysUnclear(let file, _, _, _), .noSuchArray(let file, _, _),
            .arrayType(let file, _, _), .arrayShape(let file, _, _, _),
            .labelNotWhole(let file, _, _, _), .columns(let file, _, _, _),
            .folder(let file, _, _), .pictureSize(let file, _, _, _):
            file
        }
    }

    /// One sentence: the file, what was expected and what was found.
    public var description: String { sentence { "\($0)" } }

    /// The description, with settings called as the caller calls them.
    public func sentence(naming name: (Setting) -> String) -> String {
        switch self {
        case .arraysUnclear(let file, let content, let arrays, let setting):
            "\(file): which array are the \(content)? There are \(Self.list(arrays)): say "
                + name(setting)
        case .noSuchArray(let file, let array, let arrays):
            "\(file): there is no array \(displayName(array)); expected one of \(Self.list(arrays))"
        case .arrayType(let file, let array, let found):
            "\(file): array \(displayName(array)): expected numbers, found \(found)"
        case .arrayShape(let file, let array, let expected, let shape):
            "\(file): array \(displayName(array)): expected \(expected), found \(shape)"
        case .labelNotWhole(let file, let array, let index, let value):
            "\(file): array \(displayName(array)): label \(index) is \(value); expected a whole "
                + "number"
        case .columns(let file, let expected, let found, let setting):
            "\(file): expected \(expected), found \(found)"
                + (setting.map { " (\(name($0)) says which column)" } ?? "")
        case .folder(let file, let expected, let found):
            "\(file): expected \(expected), found \(found)"
        case .pictureSize(let file, let expected, let found, let setting):
            "\(file): expected a picture of \(expected) as those before it, found \(found); "
                + "\(name(setting)) brings pictures of digits to one size"
        }
    }

    /// The first few of a list.
    private static func list(_ items: [String]) -> String {
        let shown = items.prefix(8).joined(separator: ", ")
        return items.count > 8 ? "\(shown) and \(items.count - 8) more" : shown
    }
}

/// The settings of selections that errors name.
extension Setting {
    /// ``DataSelection/split``.
    public static let split = Setting("split")
    /// ``DataSelection/imageArray``.
    public static let imageArray = Setting("imageArray")
    /// ``DataSelection/labelArray``.
    public static let labelArray = Setting("labelArray")
    /// ``DataSelection/labelColumn``.
    public static let labelColumn = Setting("labelColumn")
    /// ``DataSelection/preparesPictures``.
    public static let preparesPictures = Setting("preparesPictures")
}
