#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A file of a model as a scan found it.
struct ModelFile: Hashable, Sendable {
    let name: String
    let version: String
    let path: String
    /// Differs when another file, or other content, is in its place.
    let stamp: FileStamp
}

/// What the system says of a file without reading it.
struct FileStamp: Hashable, Sendable {
    private let values: [Int64]

    /// `nil` if there is no regular file.
    init?(_ path: String) {
        var status = stat()
        // Safety: `status` outlives the call, which only writes into it.
        guard unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            return nil
        }
        #if canImport(Darwin)
            let changed = [status.st_mtimespec, status.st_ctimespec]
        #else
            let changed = [status.st_mtim, status.st_ctim]
        #endif
        values =
            [
                Int64(truncatingIfNeeded: status.st_dev), Int64(truncatingIfNeeded: status.st_ino),
                Int64(status.st_size),
            ] + changed.flatMap { [Int64($0.tv_sec), Int64($0.tv_nsec)] }
    }
}

/// A folder of models: `NAME.safetensors`, or `NAME/VERSION/FILE`, or `NAME/VERSION.safetensors`.
enum ModelFolder {
    /// The ends of names that files of models have.
    private static let endings = ["safetensors", "onnx", "npz", "gguf"]

    /// The models of a folder, by name and version.
    static func files(in folder: String) -> [ModelFile] {
        var files: [ModelFile] = []
        for entry in names(in: folder) {
            let path = "\(folder)/\(entry)"
            if let stem = stem(of: entry), isName(stem) {
                if let stamp = FileStamp(path) {
                    files.append(ModelFile(name: stem, version: "1", path: path, stamp: stamp))
                }
            } else if isName(entry) {
                files += versions(of: entry, in: path)
            }
        }
        return files
    }

    private static func versions(of name: String, in folder: String) -> [ModelFile] {
        names(in: folder).compactMap { entry in
            let path = "\(folder)/\(entry)"
            if let stem = stem(of: entry), isVersion(stem) {
                return FileStamp(path).map {
                    ModelFile(name: name, version: stem, path: path, stamp: $0)
                }
            }
            guard isVersion(entry), let file = names(in: path).first(where: { stem(of: $0) != nil })
            else { return nil }
            return FileStamp("\(path)/\(file)").map {
                ModelFile(name: name, version: entry, path: "\(path)/\(file)", stamp: $0)
            }
        }
    }

    /// The name of a file without its ending; `nil` if it has no ending of a model.
    private static func stem(of name: String) -> String? {
        guard let dot = name.lastIndex(of: "."), dot > name.startIndex,
            endings.contains(String(name[name.index(after: dot)...]))
        else { return nil }
        return String(name[..<dot])
    }

    private static func isVersion(_ text: String) -> Bool {
        text.utf8.count <= 9 && Int(text).map { $0 > 0 && String($0) == text } ?? false
    }

    /// Whether a name can stand in an address as it is.
    private static func isName(_ text: String) -> Bool {
        text.utf8.allSatisfy {
            switch $0 {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
                UInt8(ascii: "."):
                true
            default: false
            }
        } && !text.isEmpty
    }

    /// The names in a folder that are not hidden, sorted; none if it cannot be listed.
    private static func names(in folder: String) -> [String] {
        guard let listing = unsafe opendir(folder) else { return [] }
        defer { unsafe closedir(listing) }
        var names: [String] = []
        while let entry = unsafe readdir(listing), names.count < 10_000 {
            // Safety: the entry stays until the next call, and its name ends in a NUL.
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
                unsafe name.withMemoryRebound(to: CChar.self, capacity: 1) {
                    unsafe String(validatingCString: $0)
                }
            }
            if let name, !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }
}
