import ArgumentParser

/// Names or files, separated by commas, each once.
struct NameList: ExpressibleByArgument {
    let values: [String]

    init?(argument: String) {
        values = argument.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        guard !values.contains(""), Set(values).count == values.count else { return nil }
    }
}
