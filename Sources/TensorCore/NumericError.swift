/// A result that arithmetic cannot give.
public enum NumericError: Error, Hashable, Sendable {
    /// A row holds a NaN (not a number), so it has no largest value.
    case nan(row: Int)
    /// A row holds no value, so it has no largest one.
    case empty(row: Int)
}

extension NumericError: CustomStringConvertible {
    /// The error in one sentence.
    public var description: String {
        switch self {
        case .nan(let row):
            "row \(row) has no largest value: expected numbers, found NaN"
        case .empty(let row):
            "row \(row) has no largest value: expected numbers, found none"
        }
    }
}
