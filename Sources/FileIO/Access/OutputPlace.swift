#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Where an output goes, with links followed.
struct OutputPlace {
    /// The path as the caller gave it.
    let path: String
    /// The path of the file itself, which a link may lead to.
    let target: String
    /// The file that is there.
    let existing: stat?

    /// Looks where a path leads; a directory, and a link to nothing, is no place for a file.
    init(_ path: String) throws(FileError) {
        if path.utf8.contains(0) {
            throw .cannotCreate(path: path, reason: "the path contains a NUL character")
        }
        self.path = path
        existing = fileStatus(path)
        guard let existing else {
            guard errno == ENOENT else {
                throw .cannotCreate(path: path, reason: lastSystemError())
            }
            var link = stat()
            // Safety: `link` outlives the call, which only writes into it.
            guard unsafe lstat(path, &link) != 0 else {
                throw .cannotCreate(
                    path: path, reason: "it is a link to a file that is not there")
            }
            target = path
            return
        }
        switch existing.st_mode & S_IFMT {
        case S_IFDIR:
            throw .cannotCreate(path: path, reason: "it is a directory; expected a file")
        case S_IFREG:
            // Safety: with a null second argument realpath returns memory that is ours to free.
            guard let resolved = unsafe realpath(path, nil) else {
                throw .cannotCreate(path: path, reason: lastSystemError())
            }
            defer { unsafe free(resolved) }
            guard let target = unsafe String(validatingCString: resolved) else {
                throw .cannotCreate(
                    path: path, reason: "it leads to a name that is not valid UTF-8")
            }
            self.target = target
        default:
            target = path
        }
    }

    /// Whether it is a device or a pipe, which is written to and stays what it is.
    var isStream: Bool { existing.map { $0.st_mode & S_IFMT != S_IFREG } ?? false }

    var folder: String { PathParts(target).folder }
}
