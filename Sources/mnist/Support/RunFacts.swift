import Checksums
import FileIO
import ImageClassification

/// What a page says of the run that made it.
enum RunFacts {
    /// The command line, and the digests of the models' files.
    ///
    /// - Parameter models: Each model with what the page calls it, such as `the model`.
    static func of(
        _ models: [(name: String, model: Model)]
    ) throws -> [(name: String, value: String)] {
        [("command", (["mnist"] + CommandLine.arguments.dropFirst()).joined(separator: " "))]
            + (try models.map { ("SHA-256 of \($0.name)", try digest(of: $0.model.source)) })
            + [("version", SwiftMNIST.version)]
    }

    private static func digest(of path: String) throws(FileError) -> String {
        let file = try InputFile(path: path)
        var digest = SHA256()
        for start in stride(from: 0, to: file.size, by: 1 << 20) {
            let bytes = try file.bytes(in: start..<min(start + 1 << 20, file.size))
            // Safety: every bit pattern is a byte.
            digest.update(unsafe bytes.span.bytes)
        }
        return digest.hexadecimalDigest()
    }
}
