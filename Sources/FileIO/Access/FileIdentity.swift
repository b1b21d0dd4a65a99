#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// What tells a file from all others, however it is named.
///
/// Links and other spellings of a path lead to the same one; so do names that differ in case only,
/// where the file system takes them for the same.
enum FileIdentity: Hashable {
    /// A file that is there.
    case existing(device: UInt64, number: UInt64)
    /// A name that no file has yet, in a folder that is there.
    case new(device: UInt64, folder: UInt64, name: String)

    /// The file at a path; `nil` where not even its folder is there.
    init?(_ path: String) {
        if let status = fileStatus(path) {
            self.init(status)
        } else if let folder = fileStatus(PathParts(path).folder) {
            self = .new(
                device: UInt64(truncatingIfNeeded: folder.st_dev),
                folder: UInt64(truncatingIfNeeded: folder.st_ino), name: PathParts(path).name)
        } else {
            return nil
        }
    }

    init(_ status: stat) {
        self = .existing(
            device: UInt64(truncatingIfNeeded: status.st_dev),
            number: UInt64(truncatingIfNeeded: status.st_ino))
    }
}

/// A path as the folder and the name in it.
package struct PathParts {
    package let folder: String
    package let name: String

    package init(_ path: String) {
        // Bytes, since a slash followed by a combining character is still a separator.
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else {
            (folder, name) = (".", path)
            return
        }
        name = String(path[path.utf8.index(after: slash)...])
        folder = slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// What follows the last dot of the name, with the dot; empty without one, or if it is the first
    /// character.
    package var ending: String {
        let bytes = name.utf8
        guard let dot = bytes.lastIndex(of: UInt8(ascii: ".")), dot > bytes.startIndex else {
            return ""
        }
        return String(bytes[dot...]) ?? ""
    }
}

/// What the system says of the file at a path, links followed; `nil` where it refuses.
func fileStatus(_ path: String) -> stat? {
    var status = stat()
    // Safety: `status` outlives the call, which only writes into it.
    return unsafe stat(path, &status) == 0 ? status : nil
}
