import Benchmarking
import Conversion
import DigitPreparation
import FileIO
import IDX
import ImageClassification
import Inspection
import NeuralNetwork
import PictureDecoding
import Reports
import Safetensors

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
        case ConversionError.predictionsChange: gateClosed
        case CommandFailure.usage: usage
        case CommandFailure.cannotWrite: outputError
        case let error as IDXError: error.isUnreadable ? noInput : badData
        case let error as SafetensorsError: error.isUnreadable ? noInput : badData
        case let error as LabelCorrectionsError: error.isUnreadable ? noInput : badData
        case let error as PictureError: error.isUnreadable ? noInput : badData
        case is PreparationError: badData
        case ModelError.unknownModel, ModelError.unreadable: noInput
        case is ConversionError,
            is ModelError, is DatasetError, is InspectionError, is BenchmarkError,
            is BaselineError,
            is NetworkError:
            badData
        case FileError.cannotCreate: cannotCreate
        case FileError.cannotWrite: outputError
        case is FileError: noInput
        default: nil
        }
    }

    /// The gate of `--min-accuracy`, or of `--max-changed`, is closed.
    static let gateClosed: Int32 = 1
    private static let usage: Int32 = 64
    private static let badData: Int32 = 65
    private static let noInput: Int32 = 66
    private static let cannotCreate: Int32 = 73
    private static let outputError: Int32 = 74
}
