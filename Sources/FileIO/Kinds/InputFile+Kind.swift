extension InputFile {
    /// What the file is, as far as its first bytes tell.
    package func kind() throws(FileError) -> FileKind? {
        FileKind(firstBytes: try bytes(in: 0..<min(size, FileKind.prefixByteCount)))
    }
}
