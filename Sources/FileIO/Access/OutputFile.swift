/// Writing of whole files, so that a reader sees the old content or the new, never half of it.
package enum OutputFile {
    /// Writes `bytes` to a temporary file, then puts it in the place of `path`.
    ///
    /// When anything fails, nothing of the temporary file stays and `path` is as it was. A link is
    /// followed, and a file that is replaced leaves its mode, and its owner and group where the
    /// system allows that.
    ///
    /// A device or a pipe that is there stays, and is written to: a rename would put a file in its
    /// place, in that of `/dev/null` as well.
    package static func replace(_ path: String, with bytes: [UInt8]) throws(FileError) {
        try StagedOutput(bytes, for: path).commit()
    }
}
