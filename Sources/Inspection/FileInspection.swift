internal import FileIO
internal import IDX
internal import ONNX
internal import PictureDecoding
internal import Safetensors

/// What a file is and what it holds.
///
/// The format is told by the content, never by the name. The file is read to its end and checked on
/// the way, as a stream, so that memory does not grow with its size; a picture is decoded whole.
public struct FileInspection: Sendable {
    /// The path of the file.
    public let path: String
    /// The size of the file in bytes, as it is stored.
    public let byteCount: Int
    /// What it holds.
    public let content: Content

    /// The formats that can be told.
    public enum Content: Sendable {
        /// An array in the IDX format, compressed by gzip or not.
        case idx(IDXInspection)
        /// Named tensors in the safetensors format.
        case safetensors(SafetensorsInspection)
        /// A graph of operators in the ONNX format.
        case onnx(ONNXInspection)
        /// Named arrays in another format, such as NumPy's.
        case arrays(ArraysInspection)
        /// A table of images in CSV.
        case table(TableInspection)
        /// A picture.
        case picture(PictureInspection)
    }

    /// Inspects a file.
    ///
    /// - Parameter path: A regular file.
    /// - Throws: `IDXError`, `SafetensorsError`, `ONNXError`, `NPZError` or `PictureError` for a file that is
    ///   damaged, or of a format that is recognized but not read; ``InspectionError`` for one of no known format.
    public init(path: String) throws {
        let (size, first) = try Self.firstBytes(of: path)
        self.path = path
        byteCount = size
        guard size > 0 else { throw InspectionError.empty(file: path) }
        let kind = FileKind(firstBytes: first)
        if kind == .safetensors {
            content = .safetensors(try SafetensorsInspection(path: path))
        } else if kind == .onnx {
            content = .onnx(try ONNXInspection(path: path))
        } else if kind == .numPyArray || kind == .numPyArchive {
            content = .arrays(try ArraysInspection(numPy: path))
        } else if kind == .gguf {
            content = .arrays(try ArraysInspection(gguf: path))
        } else if kind == .csv || kind == .gzip && ContentStart.kind(of: path) == .csv {
            content = .table(try TableInspection(path: path))
        } else if kind.flatMap(PictureFormat.init) != nil {
            content = .picture(try PictureInspection(path: path))
        } else {
            do {
                content = .idx(try IDXInspection(path: path))
            } catch {
                throw Self.clearest(error, path: path, size: size, first: first)
            }
        }
    }

    private static func firstBytes(of path: String) throws -> (size: Int, bytes: [UInt8]) {
        do {
            let file = try InputFile(path: path)
            return (file.size, try file.bytes(in: 0..<min(file.size, FileKind.prefixByteCount)))
        } catch {
            throw IDXError.unreadable(file: path, reason: error.reason)
        }
    }

    /// The length of a safetensors header, which the first eight bytes say.
    private static func headerLength(_ bytes: [UInt8]) -> UInt64 {
        bytes.prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// The error that helps most with a file that is no sound IDX.
    ///
    /// Both readers recognize foreign formats: the one those that data comes in, the other those
    /// that weights come in.
    private static func clearest(_ error: IDXError, path: String, size: Int, first: [UInt8])
        -> any Error
    {
        switch error {
        case .foreignFormat(_, let kind):
            let weights: [FileKind] = [
                .zipArchive, .pyTorchArchive, .kerasArchive, .pickle, .safetensors, .hdf5,
            ]
            if !weights.contains(kind) { return error }
        case .wrongMagic, .unknownElementType: break
        default: return error
        }
        do {
            _ = try SafetensorsFile(path: path)
        } catch {
            switch error {
            case .foreignFormat: return error
            // Only the brace of safetensors stands there by intent.
            case .wrongHeaderLength where first.count > 8 && first[8] == UInt8(ascii: "{"):
                return error
            case .wrongHeaderStart where headerLength(first) < size: return error
            default: break
            }
        }
        if case .wrongMagic = error {
            return InspectionError.unknownFormat(file: path, firstBytes: Array(first.prefix(8)))
        }
        return error
    }
}
