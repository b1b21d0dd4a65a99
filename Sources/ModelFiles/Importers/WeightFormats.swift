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
    private static let readers: [FileKind: @Sendable (String) throws -> any WeightSource] = [
        .safetensors: { try SafetensorsFile(path: $0) },
        .numPyArchive: { try NPZFile(path: $0) },
        .numPyArray: { try NPZFile(path: $0) },
        .gguf: { try GGUFFile(path: $0) },
    ]

    /// Opens a weight file; its content decides the format, never its name.
    ///
    /// - Throws: What the format's reader throws. A file of no format that is listed is refused by
    ///   the reader of safetensors, which knows what to do about those of others.
    package static func open(_ path: String) throws -> any WeightSource {
        let kind = try? InputFile(path: path).kind()
        let reader = kind.flatMap { readers[$0] } ?? { try SafetensorsFile(path: $0) }
        return try reader(path)
    }
}
