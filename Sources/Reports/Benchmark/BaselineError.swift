public import FileIO
internal import StrictJSON

/// Why a file cannot serve as the baseline of a benchmark.
public enum BaselineError: FileFault, Hashable {
    /// The file is no JSON.
    case notJSON(file: String, reason: String)
    /// A value is missing, or not what `mnist benchmark --format json` prints.
    case malformed(file: String, place: String, expected: String, found: String)
    /// A model of the same name does another amount of work.
    case otherModel(file: String, model: String, expected: Int, found: Int)
    /// No combination of model, threads and batch size is in both.
    case nothingInCommon(file: String)

    /// The file.
    public var file: String {
        switch self {
        case .notJSON(let file, _), .malformed(let file, _, _, _), .otherModel(let file, _, _, _),
            .nothingInCommon(let file):
            file
        }
    }

    /// One sentence: the file, the place, what was expected and what was found.
    public var description: String {
        switch self {
        case .notJSON(let file, let reason): "\(file): \(reason)"
        case .malformed(let file, let place, let expected, let found):
            "\(file): \(place): expected \(expected), found \(found); a baseline is the output of "
                + "mnist benchmark --format json"
        case .otherModel(let file, let model, let expected, let found):
            "\(file): \(displayName(model)) is another model: expected \(grouped(expected)) "
                + "multiply-adds per image, found \(grouped(found))"
        case .nothingInCommon(let file):
            "\(file): expected at least one combination of model, threads and batch size that is "
                + "measured now, found none"
        }
    }
}
