/// When a line of progress is shown: once the work has lasted over a second, and then ten times a
/// second.
package struct ProgressPace {
    /// How long the work had lasted when the line was shown last; `nil` when it is not shown.
    private var shown: Duration?

    private static let patience = Duration.seconds(1)
    private static let interval = Duration.milliseconds(100)

    package init() {}

    /// Whether the line is to be shown anew, now that the work has lasted so long.
    package mutating func shows(after elapsed: Duration) -> Bool {
        guard elapsed > Self.patience, elapsed - (shown ?? .zero) > Self.interval else {
            return false
        }
        shown = elapsed
        return true
    }

    /// Whether the line is shown, which it no longer is afterwards.
    package mutating func takeShown() -> Bool {
        defer { shown = nil }
        return shown != nil
    }
}
