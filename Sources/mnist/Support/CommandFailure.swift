import Benchmarking
import Conversion
import FileIO
import ImageClassification
import Inspection
import NeuralNetwork

/// A failure of the command itself, rather than of a library it calls.
enum CommandFailure: Error, CustomStringConvertible {
    /// Options that cannot be used, alone or together.
    case usage(String)
    /// Standard output does not take the result.
    case cannotWrite(reason: String)

    var description: String {
        switch self {
        case .usage(let problem): problem
        case .cannotWrite(let reason): "standard output: cannot be written: \(reason)"
        }
    }

    /// The exit status for an error; `nil` when it is none that happens at work.
    ///
    /// The numbers are those of `sysexits.h`.
    static func status(of error: any Error) -> Int32? {
        switch error {
        case ConversionError.predictionsChange, ConversionError.accuracyDrops: gateClosed
        case CommandFailure.usage: usage
        case CommandFailure.cannotWrite: outputError
        case let fault as any FileFault: status(of: fault.failure)
        case is BenchmarkError, is NetworkError: badData
        default: nil
        }
    }

    private static func status(of failure: FileFailure) -> Int32 {
        switch failure {
        case .unreadable: noInput
        case .badContent: badData
        case .cannotCreate: cannotCreate
        case .cannotWrite: outputError
        }
    }

    /// The sentence that reports an error, with settings called by the options of the command.
    static func sentence(of error: any Error) -> String {
        FileIO.sentence(of: error, naming: SettingOptions.name)
    }

    /// The gate of `--min-accuracy`, or of `--max-changed`, is closed.
    static let gateClosed: Int32 = 1
    /// The command has no status for an error that reached it.
    static let unforeseen: Int32 = 70
    private static let usage: Int32 = 64
    private static let badData: Int32 = 65
    /// A file cannot be read, or not with the memory there is.
    static let noInput: Int32 = 66
    private static let cannotCreate: Int32 = 73
    private static let outputError: Int32 = 74
}
