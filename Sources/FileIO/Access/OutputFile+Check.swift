#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A file that is to be written, for a check before the work begins.
package struct PlannedOutput: Hashable, Sendable {
    /// The path as the caller gave it.
    package let path: String
    /// Whether a file that is there gives way.
    package let mayReplace: Bool

    /// Names a file.
    package init(_ path: String, mayReplace: Bool = true) {
        (self.path, self.mayReplace) = (path, mayReplace)
    }

    /// Whether something has the path already.
    package var isThere: Bool { fileStatus(path) != nil }
}

extension OutputFile {
    /// Refuses outputs that would take the place of an input or of one another, or that cannot be.
    ///
    /// Files are compared and not their names, so that links and other spellings change nothing. Of a
    /// folder the files in it are inputs, and those in its folders. Standard output counts as an
    /// output if it is a file. Devices and pipes may be outputs as often as wanted. This spares work
    /// that could not be used, and keeps what is read; it is no lock.
    package static func check(
        _ outputs: [PlannedOutput], inputs: [String]
    ) throws(FileError) {
        var known: [FileIdentity: String] = [:]
        for input in inputs {
            if let file = FileIdentity(input), known[file] == nil {
                known[file] = "the input \(input)"
            }
        }
        var standardOutput = stat()
        // Safety: `standardOutput` outlives the call, which only writes into it.
        if unsafe fstat(STDOUT_FILENO, &standardOutput) == 0,
            standardOutput.st_mode & S_IFMT == S_IFREG
        {
            known[FileIdentity(standardOutput)] = "standard output"
        }
        for output in outputs {
            let place = try OutputPlace(output.path)
            if place.isStream {
                guard output.mayReplace else { throw .exists(path: output.path) }
                continue
            }
            if let file = FileIdentity(output.path) {
                if let other = known[file] {
                    throw .cannotCreate(
                        path: output.path, reason: "it is \(other); expected another file")
                }
                if place.existing != nil, let input = Self.path(of: file, inAnyOf: inputs) {
                    throw .cannotCreate(
                        path: output.path, reason: "it is the input \(input); expected another file"
                    )
                }
                known[file] = "the output \(output.path)"
            }
            if place.existing != nil, !output.mayReplace { throw .exists(path: output.path) }
            guard unsafe access(place.folder, W_OK | X_OK) == 0 else {
                throw .cannotCreate(path: output.path, reason: lastSystemError())
            }
        }
    }

    /// What a file is called in one of the folders, or in one of their folders.
    private static func path(of file: FileIdentity, inAnyOf folders: [String]) -> String? {
        for folder in folders {
            // What cannot be listed cannot be read either.
            guard let listing = try? FolderListing(folder) else { continue }
            let inside = listing.entries.filter { $0.kind == .folder }.compactMap {
                try? FolderListing(listing.path(of: $0))
            }
            for listing in [listing] + inside {
                for entry in listing.entries where entry.kind == .file {
                    let path = listing.path(of: entry)
                    if FileIdentity(path) == file { return path }
                }
            }
        }
        return nil
    }
}
