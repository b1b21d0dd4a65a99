package import FileIO

/// What a data file begins with once it is decompressed: enough to tell its kind.
package enum ContentStart {
    /// The first ``FileKind/prefixByteCount`` bytes of the content, or all of a shorter one.
    ///
    /// - Throws: ``IDXError`` if the file cannot be read, is empty, or is no sound gzip so far.
    package static func bytes(of path: String) throws(IDXError) -> [UInt8] {
        try bytes(of: ByteSource(path: path))
    }

    private static func bytes(of source: ByteSource) throws(IDXError) -> [UInt8] {
        var content = try ContentReader(
            source, chunkSize: InputBuffer.defaultChunkSize, isRecording: false)
        return try content.nextBytes(FileKind.prefixByteCount)
    }

    /// The kind that these bytes are of.
    package static func kind(of path: String) -> FileKind? {
        (try? bytes(of: path)).flatMap { FileKind(firstBytes: $0) }
    }

    /// The kind that a file in memory is of.
    package static func kind(of bytes: [UInt8], source: String) -> FileKind? {
        (try? Self.bytes(of: ByteSource(bytes: bytes, name: source)))
            .flatMap { FileKind(firstBytes: $0) }
    }
}
