internal import FileIO
internal import GGUF
internal import NPZ
internal import ONNX
internal import Safetensors
package import WeightSources

/// The formats of weight files: the one place that lists them.
package enum WeightFormats {
    /// How one format is opened, on disk and in memory.
    private struct Format: Sendable {
        let file: @Sendable (_ path: String, ModelOptions) throws -> any WeightSource
        let memory:
            @Sendable (_ bytes: [UInt8], _ source: String, ModelOptions) throws -> any WeightSource
    }

    /// The format of each kind of file.
    ///
    /// Another one is a module that has a ``WeightSource``, and a line here.
    private static let formats: [FileKind: Format] = [
        .safetensors: safetensors,
        .numPyArchive: numPy,
        .numPyArray: numPy,
        .gguf: Format(
            file: { path, _ in try GGUFFile(path: path) },
            memory: { bytes, source, _ in try GGUFFile(bytes: bytes, source: source) }),
        .onnx: Format(
            file: { try ONNXWeights(path: $0, inputShape: $1.inputShape) },
            memory: {
                try ONNXWeights(
                    try ONNXModel(bytes: $0, source: $1), inputShape: $2.inputShape)
            }),
    ]

    private static let safetensors = Format(
        file: { path, _ in try SafetensorsFile(path: path) },
        memory: { bytes, source, _ in try SafetensorsFile(bytes: bytes, source: source) })

    private static let numPy = Format(
        file: { path, _ in try NPZFile(path: path) },
        memory: { bytes, source, _ in try NPZFile(bytes: bytes, source: source) })

    /// Opens a weight file; its content decides the format, never its name.
    ///
    /// - Parameters:
    ///   - path: A regular file.
    ///   - options: What the file does not say of itself, for formats that need it at once.
    /// - Throws: What the format's reader throws. A file of no format that is listed is refused by
    ///   the reader of safetensors, which knows what to do about those of others.
    package static func open(
        _ path: String, options: ModelOptions = ModelOptions()
    ) throws -> any WeightSource {
        let kind = try? InputFile(path: path).kind()
        return try (kind.flatMap { formats[$0] } ?? safetensors).file(path, options)
    }

    /// Reads a weight file that is in memory, of any format that ``open(_:options:)`` reads.
    ///
    /// - Parameters:
    ///   - bytes: The whole file; kept as they are, not copied.
    ///   - source: What errors call it.
    ///   - options: What the file does not say of itself.
    package static func read(
        _ bytes: [UInt8], source: String, options: ModelOptions = ModelOptions()
    ) throws -> any WeightSource {
        let kind = FileKind(firstBytes: Array(bytes.prefix(FileKind.prefixByteCount)))
        return try (kind.flatMap { formats[$0] } ?? safetensors).memory(bytes, source, options)
    }
}
