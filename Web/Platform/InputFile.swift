// What takes the place of `FileIO/Access` where there is no file system.

/// A file, of which there are none.
package final class InputFile: Sendable {
    /// The size in bytes.
    package var size: Int { 0 }

    /// Refuses the path.
    package init(path: String) throws(FileError) {
        throw .cannotOpen(path: path, reason: "there are no files here, only bytes in memory")
    }

    /// Reads nothing.
    package func read(into buffer: inout MutableRawSpan, at offset: Int) throws(FileError) -> Int {
        0
    }

    /// Reads nothing.
    package func bytes(in range: Range<Int>) throws(FileError) -> [UInt8] { [] }
}

/// Standard input, of which there is none.
package enum StandardInput {
    /// Reads nothing.
    package static func read(upTo count: Int, name: String) throws(FileError) -> [UInt8] { [] }
}

/// Takes memory for granted: where it is lacking, the module ends, which the page reports.
package func requireMemory(_ byteCount: Int, for path: String) throws(FileError) {}

/// See `requireMemory`.
package func isMemoryAvailable(_ byteCount: Int) -> Bool { true }
