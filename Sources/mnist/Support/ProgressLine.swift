import Benchmarking
import Figures
import Reports

/// A line on the terminal that says how far the work is, once it has lasted over a second.
///
/// Without a terminal on standard error nothing is written.
struct ProgressLine {
    private let clock = ContinuousClock()
    private let start = ContinuousClock.now
    private var pace = ProgressPace()

    private static let width = 30

    /// Shows that `done` of `total` items are done.
    mutating func update(_ done: Int, of total: Int) { show(Self.bar(done, of: total)) }

    private static func bar(_ done: Int, of total: Int) -> String {
        let share = Double(done) / Double(max(total, 1))
        let filled = Int(share * Double(width))
        let bar =
            String(repeating: "#", count: filled) + String(repeating: "-", count: width - filled)
        return "[\(bar)] \(fixed(100 * share, 0)) %  \(grouped(done)) of \(grouped(total))"
    }

    /// Shows a text of less than a line.
    mutating func show(_ text: @autoclosure () -> String) {
        guard StandardError.isTerminal else { return }
        guard pace.shows(after: clock.now - start) else { return }
        StandardError.write("\r\u{1B}[K\(text())")
    }

    /// Takes the line away; results and errors follow.
    mutating func clear() {
        guard pace.takeShown() else { return }
        StandardError.write("\r\u{1B}[K")
    }
}
