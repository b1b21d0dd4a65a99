/// What the columns of a table are, from left to right.
public struct CSVLayout: Hashable, Sendable {
    /// A column that is no u8.
    public enum Column: Hashable, Sendable {
        /// Whole numbers of 0 or more, which are wanted.
        case number
        /// Anything; it is passed over.
        case ignored
    }

    /// The columns before those of u8.
    public let leading: [Column]
    /// The number of columns of u8, 0…255, which stand side by side.
    public let byteColumns: Int
    /// The columns after those of u8.
    public let trailing: [Column]

    /// Describes the columns; at most one of them is a ``Column/number``.
    public init(leading: [Column] = [], byteColumns: Int, trailing: [Column] = []) {
        precondition((leading + trailing).count { $0 == .number } <= 1, "two columns of numbers")
        precondition(byteColumns > 0, "a row without bytes")
        (self.leading, self.byteColumns, self.trailing) = (leading, byteColumns, trailing)
    }

    /// The number of columns in all.
    public var columnCount: Int { leading.count + byteColumns + trailing.count }

    /// Whether a column is a ``Column/number``.
    public var hasNumber: Bool { leading.contains(.number) || trailing.contains(.number) }
}
