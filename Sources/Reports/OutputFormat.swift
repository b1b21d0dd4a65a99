/// The forms of a result.
public enum OutputFormat: String, CaseIterable, Sendable {
    /// For people.
    case text
    /// For programs; the keys are documented in `docs/command.md` and stay as they are.
    case json
    /// For programs and spreadsheets; the columns are documented and stay as well.
    case csv
}

/// The forms of a result whose facts do not make one table.
public enum DocumentFormat: String, CaseIterable, Sendable {
    /// For people.
    case text
    /// For programs; the keys are documented in `docs/command.md` and stay as they are.
    case json
}
