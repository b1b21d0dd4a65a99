import ArgumentParser
import Reports

/// Refuses a number outside the range that an option takes.
func check(_ value: Int?, in range: ClosedRange<Int>, _ option: String) throws {
    if let value, !range.contains(value) {
        throw ValidationError(
            "\(option): expected \(range.lowerBound) to \(range.upperBound), found \(value)")
    }
}

/// Refuses a number of seconds that is not in the range that an option takes.
func check(_ value: Double, in range: ClosedRange<Double>, _ option: String) throws {
    guard range.contains(value) else {
        throw ValidationError(
            "\(option): expected \(short(range.lowerBound)) to \(short(range.upperBound)) seconds, "
                + "found \(value)")
    }
}

/// Refuses an empty path, which is what a shell makes of a variable that is not set.
func checkPath(_ path: String?, _ option: String) throws {
    if let path, path.isEmpty {
        throw ValidationError("\(option): expected the name of a file, found an empty one")
    }
}

/// Whole numbers of 1 or more, separated by commas.
struct NumberList: ExpressibleByArgument, CustomStringConvertible {
    let values: [Int]

    init(_ values: [Int]) { self.values = values }

    init?(argument: String) {
        let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
        let values = parts.compactMap { Int($0) }
        guard values.count == parts.count else { return nil }
        self.values = values
    }

    var description: String { values.map(String.init).joined(separator: ",") }
    var defaultValueDescription: String { description }
}
