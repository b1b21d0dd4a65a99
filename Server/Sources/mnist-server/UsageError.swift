/// A command line or a configuration that makes no sense.
struct UsageError: Error, CustomStringConvertible {
    /// One sentence: the option, what was expected and what was found.
    let description: String

    init(_ description: String) { self.description = description }
}
