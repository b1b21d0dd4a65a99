internal import ImageClassification

/// Reading that begins before the arguments are parsed, as that takes milliseconds.
enum EarlyReading {
    /// The images that `mnist evaluate` is about to read, if the command line says so at first sight;
    /// begins when it is first asked for.
    ///
    /// A wrong guess costs a little time, so nothing is guessed that is not plain to see, such as
    /// when options of how to read are there as well.
    static let images: ReadAhead? = {
        let arguments = CommandLine.arguments.dropFirst()
        guard arguments.first == "evaluate", Parallel.processorCount > 1,
            !arguments.contains(where: { $0.hasPrefix("--threads") || $0.hasPrefix("--limit") })
        else { return nil }
        return ReadAhead { path(in: arguments) }
    }()

    /// The file of images that the arguments name, or leave to be the carried ones.
    private static func path(in arguments: some Collection<String>) -> String? {
        if let images = value(of: "--images", in: arguments) { return images }
        let name = value(of: "--dataset", in: arguments) ?? DatasetPreset.mnist.rawValue
        return DatasetPreset(rawValue: name)?.testSet.images
    }

    private static func value(of option: String, in arguments: some Collection<String>) -> String? {
        guard let index = arguments.firstIndex(where: { $0.hasPrefix(option) }) else { return nil }
        if arguments[index] != option {
            return String(arguments[index].dropFirst(option.count + 1))
        }
        return arguments[index...].dropFirst().first
    }
}
