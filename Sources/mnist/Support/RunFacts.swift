import Checksums
import FileIO
import ImageClassification

/// What a page says of the run that made it.
enum RunFacts {
    /// The command line, and the digest of the model's file.
    static func of(_ model: Model) throws -> [(name: String, value: String)] {
        [
            ("command", (["mnist"] + CommandLine.arguments.dropFirst()).joined(separator: " ")),
            ("SHA-256 of the model", try digest(of: model.source)),
            ("version", SwiftMNIST.version),
        ]
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
