internal import FileIO
internal import GGUF
internal import NPZ
internal import Safetensors
package import WeightSources

/// The formats of weight files: the one place that lists them.
package enum WeightFormats {
    /// How a file of each kind is opened.
    ///
    /// Another format is a module that has a ``WeightSource``, and a line here.
    private static let readers:
        [FileKind: @Sendable (String, ModelOptions) throws -> any WeightSource] = [
            .safetensors: { path, _ in try SafetensorsFile(path: path) },
            .numPyArchive: { path, _ in try NPZFile(path: path) },
            .numPyArray: { path, _ in try NPZFile(path: path) },
            .gguf: { path, _ in try GGUFFile(path: path) },
            .onnx: { try ONNXWeights(path: $0, inputShape: $1.inputShape) },
        ]

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
        guard let reader = kind.flatMap({ readers[$0] }) else {
            return try SafetensorsFile(path: path)
        }
        return try reader(path, options)
    }
}
