#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// What is in a folder, by rising name, byte by byte.
package struct FolderListing: Sendable {
    /// Something in a folder.
    package struct Entry: Hashable, Sendable {
        /// The name in the folder.
        package let name: String
        /// What it is; links are followed.
        package let kind: Kind
        /// Whether a link leads there.
        package let isLink: Bool
    }

    /// What an entry is.
    package enum Kind: Hashable, Sendable {
        /// A regular file.
        case file
        /// A folder.
        case folder
        /// A device, a pipe, or a link that leads nowhere.
        case other
    }

    /// The path of the folder.
    package let path: String
    /// Everything that is not hidden.
    package let entries: [Entry]
    /// How many entries are hidden, by a dot before the name or by what systems leave behind.
    package let hiddenCount: Int

    /// More entries than any data set has in a folder; the bound keeps the list in memory small.
    package static let mostEntries = 1 << 21

    /// Lists a folder.
    ///
    /// - Throws: ``FileError`` where it cannot be opened, has too many entries or a name that is
    ///   not UTF-8.
    package init(_ path: String) throws(FileError) {
        guard !path.utf8.contains(0) else {
            throw .cannotOpen(path: path, reason: "the path contains a NUL character")
        }
        guard let folder = unsafe opendir(path) else {
            throw .cannotOpen(path: path, reason: lastSystemError())
        }
        defer { unsafe closedir(folder) }
        var entries: [Entry] = []
        var hiddenCount = 0
        while true {
            errno = 0
            guard let entry = unsafe readdir(folder) else {
                guard errno == 0 else {
                    throw .cannotRead(path: path, offset: 0, reason: lastSystemError())
                }
                break
            }
            // Safety: the entry stays until the next call, and its name ends in a NUL.
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
                unsafe name.withMemoryRebound(to: CChar.self, capacity: 1) {
                    unsafe String(validatingCString: $0)
                }
            }
            guard let name else {
                throw .cannotOpen(path: path, reason: "it holds a name that is not UTF-8")
            }
            if name == "." || name == ".." { continue }
            if name.utf8.first == UInt8(ascii: ".") || Self.leftBehind.contains(name) {
                hiddenCount += 1
                continue
            }
            guard entries.count < Self.mostEntries else {
                throw .cannotOpen(
                    path: path, reason: "it holds more than \(Self.mostEntries) files")
            }
            // Safety: read as above.
            let type = unsafe entry.pointee.d_type
            entries.append(Self.entry(name, type: CInt(type), in: path))
        }
        self.path = path
        self.hiddenCount = hiddenCount
        self.entries = entries.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    /// Files that Windows and macOS write into folders of pictures.
    private static let leftBehind: Set<String> = ["Thumbs.db", "desktop.ini", "__MACOSX"]

    private static func entry(_ name: String, type: CInt, in folder: String) -> Entry {
        if type == CInt(DT_REG) { return Entry(name: name, kind: .file, isLink: false) }
        if type == CInt(DT_DIR) { return Entry(name: name, kind: .folder, isLink: false) }
        // Links, and file systems that do not tell.
        let kind: Kind =
            switch fileStatus("\(folder)/\(name)").map({ $0.st_mode & S_IFMT }) {
            case S_IFREG?: .file
            case S_IFDIR?: .folder
            default: .other
            }
        return Entry(name: name, kind: kind, isLink: type == CInt(DT_LNK))
    }

    /// The path of an entry.
    package func path(of entry: Entry) -> String {
        path.utf8.last == UInt8(ascii: "/") ? path + entry.name : "\(path)/\(entry.name)"
    }
}
