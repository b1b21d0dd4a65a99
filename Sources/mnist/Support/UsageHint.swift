/// What a wrong command line most likely meant, to stand behind what the parser says of it.
enum UsageHint {
    /// The end of the sentence; empty where there is nothing to say.
    ///
    /// - Parameters:
    ///   - problem: What the parser says.
    ///   - arguments: The command line without the name of the program.
    ///   - commands: The names of all commands.
    static func end(of problem: String, arguments: [String], commands: [String]) -> String {
        guard let place = arguments.firstIndex(where: commands.contains) else { return "" }
        let command = arguments[place]
        let isOption = problem.lowercased().hasPrefix("unknown option")
        if isOption, place > 0, arguments[0].hasPrefix("-") {
            return "; options stand behind the command: mnist \(command) \(arguments[0]) …"
        }
        guard problem.lowercased().contains("unexpected argument") else { return "" }
        return switch command {
        case "evaluate", "benchmark": "; --model names a network, --images a data set"
        case "convert", "quantize": "; --output names the new file"
        default: ""
        }
    }
}
