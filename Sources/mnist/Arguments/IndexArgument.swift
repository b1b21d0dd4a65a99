import ArgumentParser

/// Positions of images, from 0: `7`, `0-9`, or several such separated by commas.
struct IndexArgument: ExpressibleByArgument, CustomStringConvertible {
    let ranges: [ClosedRange<Int>]

    init(_ ranges: [ClosedRange<Int>]) { self.ranges = ranges }

    init?(argument: String) {
        let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
        ranges = parts.compactMap { part in
            let ends = part.split(separator: "-", omittingEmptySubsequences: false)
            let numbers = ends.compactMap { UInt32($0).map(Int.init) }
            guard numbers.count == ends.count, (1...2).contains(ends.count),
                let first = numbers.first, let last = numbers.last, first <= last
            else { return nil }
            return first...last
        }
        guard ranges.count == parts.count else { return nil }
    }

    var description: String {
        ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
            .joined(separator: ",")
    }

    var defaultValueDescription: String { description }
}
