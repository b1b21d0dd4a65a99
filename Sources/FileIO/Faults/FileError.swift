/// What the operating system refused, in the words it uses itself.
package enum FileError: FileFault, Hashable {
    /// The file cannot be opened: it is missing, or permission is lacking.
    case cannotOpen(path: String, reason: String)
    /// The path names something that has no fixed content, such as a directory or a pipe.
    case notRegular(path: String, kind: String)
    /// Reading failed at a byte.
    case cannotRead(path: String, offset: Int, reason: String)
    /// The file lost bytes after it was opened.
    case shrank(path: String, expectedBytes: Int, foundBytes: Int)
    /// The content takes more memory than the system gives.
    case tooLarge(path: String, byteCount: Int)
    /// The output, or the temporary file beside it, cannot be created.
    case cannotCreate(path: String, reason: String)
    /// There is such a file already, and it may not be replaced.
    case exists(path: String)
    /// Writing failed, for instance because the disk is full.
    case cannotWrite(path: String, reason: String)

    package var description: String { sentence { "\($0)" } }

    package func sentence(naming name: (Setting) -> String) -> String {
        "\(file): \(problem(naming: name))"
    }

    package var failure: FileFailure {
        switch self {
        case .cannotOpen, .notRegular, .cannotRead, .shrank, .tooLarge: .unreadable
        case .cannotCreate, .exists: .cannotCreate
        case .cannotWrite: .cannotWrite
        }
    }

    /// The path as the caller gave it.
    package var file: String {
        switch self {
        case .cannotOpen(let path, _), .notRegular(let path, _), .cannotRead(let path, _, _),
            .shrank(let path, _, _), .tooLarge(let path, _), .cannotCreate(let path, _),
            .exists(let path), .cannotWrite(let path, _):
            path
        }
    }

    /// The sentence without the path.
    package var reason: String { problem { "\($0)" } }

    private func problem(naming name: (Setting) -> String) -> String {
        switch self {
        case .cannotOpen(_, let reason):
            "cannot be opened: \(reason)"
        case .notRegular(_, let kind):
            "is \(kind); expected a regular file"
        case .cannotRead(_, let offset, let reason):
            "cannot be read at byte \(offset): \(reason)"
        case .shrank(_, let expected, let found):
            "shrank while it was read: expected \(expected) bytes, found \(found)"
        case .tooLarge(_, let byteCount):
            "takes \(byteCount) bytes of memory, which the system does not give"
        case .cannotCreate(_, let reason):
            "cannot be created: \(reason)"
        case .exists:
            "cannot be created: there is such a file already; \(name(.mayReplace)) replaces it"
        case .cannotWrite(_, let reason):
            "cannot be written: \(reason)"
        }
    }
}
