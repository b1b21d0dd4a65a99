internal import FileIO

/// What is wrong with a file, told from the inside to the outside: each level that a fault passes
/// adds the place that it knows.
package struct Fault: Error {
    /// From the outermost to the innermost, such as `node conv1 (Conv)`, `attribute pads`.
    private(set) var places: [String] = []
    let offset: Int?
    let kind: Kind

    enum Kind {
        case invalid(expected: String, found: String)
        case tooManyEntries
        case external(tensor: String, reason: String)
    }

    init(at offset: Int? = nil, expected: String, found: String) {
        (self.offset, kind) = (offset, .invalid(expected: expected, found: found))
    }

    init(_ kind: Kind) { (offset, self.kind) = (nil, kind) }

    /// The fault with the place that it was found in.
    func within(_ place: String) -> Fault {
        var fault = self
        fault.places.insert(place, at: 0)
        return fault
    }

    /// The error for the caller.
    func error(file: String, limits: ONNXLimits) -> ONNXError {
        switch kind {
        case .invalid(let expected, let found):
            .invalid(
                file: file, place: places.isEmpty ? "model" : places.joined(separator: ", "),
                offset: offset, expected: expected, found: found)
        case .tooManyEntries: .tooManyEntries(file: file, limit: limits.entries)
        case .external(let tensor, let reason):
            .externalData(file: file, tensor: tensor, reason: reason)
        }
    }
}

/// Runs `body` and adds a place to the fault it may throw.
func within<Result>(
    _ place: @autoclosure () -> String, _ body: () throws(Fault) -> Result
) throws(Fault) -> Result {
    do {
        return try body()
    } catch {
        throw error.within(place())
    }
}
