#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A new file that is complete and on the disk, and not yet in its place.
///
/// What is to be said of the file can be said before it is there: unless `commit()` is called,
/// nothing of it stays. To be used on one thread.
package final class StagedOutput {
    private let place: OutputPlace
    private let mayReplace: Bool
    /// None where a device or a pipe is written to, and when the file is in its place.
    private var file: TemporaryFile?
    /// The device or pipe that is written to; -1 for none.
    private var stream: CInt = -1

    /// Writes `bytes` to a temporary file in the folder of `path`.
    ///
    /// A device or a pipe that is there is written to at once.
    ///
    /// - Parameters:
    ///   - mayReplace: Whether a file that is there when the new one takes its place gives way.
    ///   - mayBeUnnamed: Whether the temporary file may be one without a name.
    package convenience init(
        _ bytes: [UInt8], for path: String, mayReplace: Bool = true, mayBeUnnamed: Bool = true
    ) throws(FileError) {
        try self.init(for: path, mayReplace: mayReplace, mayBeUnnamed: mayBeUnnamed)
        try append(bytes)
        try synchronize()
    }

    /// Makes an empty temporary file in the folder of `path`, to be written part by part.
    ///
    /// A device or a pipe that is there is opened instead.
    package init(
        for path: String, mayReplace: Bool = true, mayBeUnnamed: Bool = true
    ) throws(FileError) {
        place = try OutputPlace(path)
        self.mayReplace = mayReplace
        if !mayReplace, place.existing != nil { throw .exists(path: path) }
        if place.isStream {
            stream = retryingInterrupts { unsafe open(path, O_WRONLY | O_CLOEXEC) }
            guard stream >= 0 else {
                throw .cannotCreate(path: path, reason: lastSystemError())
            }
            return
        }
        do {
            // Nobody else reads the new content before it is known who may.
            file = try TemporaryFile(
                in: place.folder, mode: place.existing == nil ? 0o666 : 0o600,
                mayBeUnnamed: mayBeUnnamed)
        } catch {
            throw .cannotCreate(path: path, reason: error.reason)
        }
        do {
            if let existing = place.existing { try file?.adoptAccess(of: existing) }
        } catch {
            throw .cannotWrite(path: path, reason: error.reason)
        }
    }

    deinit { if stream >= 0 { close(stream) } }

    /// Writes the next bytes.
    package func append(_ bytes: [UInt8]) throws(FileError) {
        do {
            try writeAll(bytes, to: file?.descriptor ?? stream)
        } catch {
            throw .cannotWrite(path: place.path, reason: error.reason)
        }
    }

    /// Waits until what was written is on the disk; nothing is to be appended after it.
    package func synchronize() throws(FileError) {
        do {
            try file?.synchronize()
        } catch {
            throw .cannotWrite(path: place.path, reason: error.reason)
        }
    }

    /// Puts the file in its place.
    package func commit() throws(FileError) {
        guard let file else { return }
        self.file = nil
        do {
            if mayReplace {
                try file.replace(place.target)
            } else {
                try file.place(at: place.target)
            }
        } catch {
            if !mayReplace, error.code == EEXIST { throw .exists(path: place.path) }
            throw .cannotWrite(path: place.path, reason: error.reason)
        }
        synchronizeFolder(place.folder)
    }
}
