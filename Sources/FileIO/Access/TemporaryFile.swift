#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// An error number of the system, with its words.
struct SystemError: Error {
    let code: CInt
    let reason: String

    /// That of the last call on this thread.
    static var last: SystemError { SystemError(code: errno, reason: lastSystemError()) }
}

/// A file that has no name yet, or one that nobody looks for.
///
/// On Linux it has none at first (`O_TMPFILE`), so that nothing of it stays even when the process
/// is killed. Where a file system cannot do that it has a random name, and signals that would end
/// the process wait until it is gone. To be used on one thread.
final class TemporaryFile {
    let descriptor: CInt
    private let folder: String
    private var name: String?
    private var waiting: SignalsWait?

    /// Makes an empty file in a folder.
    init(in folder: String, mode: mode_t, mayBeUnnamed: Bool) throws(SystemError) {
        self.folder = folder
        if mayBeUnnamed, let unnamed = Self.unnamed(in: folder, mode: mode) {
            descriptor = unnamed
            return
        }
        let waiting = SignalsWait()
        do {
            var opened: CInt = -1
            name = try Self.withNewName(in: folder) { path in
                opened = retryingInterrupts {
                    unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
                }
                return opened >= 0
            }
            descriptor = opened
        } catch {
            waiting.end()
            throw error
        }
        self.waiting = waiting
    }

    deinit {
        close(descriptor)
        removeName()
        waiting?.end()
    }

    private static func unnamed(in folder: String, mode: mode_t) -> CInt? {
        #if os(Linux)
            // Swift's import of the C library has no `O_TMPFILE`, which is these two.
            let descriptor = retryingInterrupts {
                unsafe open(folder, O_WRONLY | 0o20_000_000 | O_DIRECTORY | O_CLOEXEC, mode)
            }
            guard descriptor >= 0 else { return nil }
            // Without /proc it could not be given a name later.
            if unsafe access(openFile(descriptor), F_OK) == 0 { return descriptor }
            close(descriptor)
        #endif
        return nil
    }

    private static func openFile(_ descriptor: CInt) -> String { "/proc/self/fd/\(descriptor)" }

    /// Tries random names until one is free.
    private static func withNewName(
        in folder: String, _ take: (String) -> Bool
    ) throws(SystemError) -> String {
        for _ in 0..<100 {
            let name = ".mnist-\(hexadecimal(UInt64.random(in: 0 ... .max))).tmp"
            let path = folder == "/" ? "/\(name)" : "\(folder)/\(name)"
            if take(path) { return path }
            guard errno == EEXIST else { throw .last }
        }
        throw .last
    }

    /// Gives the file a further name; fails with `EEXIST` where another has it.
    private func addName(_ path: String) -> Bool {
        if let name { return unsafe link(name, path) == 0 }
        return unsafe linkat(
            AT_FDCWD, Self.openFile(descriptor), AT_FDCWD, path, AT_SYMLINK_FOLLOW) == 0
    }

    private func removeName() {
        if let name { unsafe unlink(name) }
        name = nil
    }

    /// Puts the file where none is; fails with `EEXIST` if one is there.
    func place(at path: String) throws(SystemError) {
        if addName(path) { return removeName() }
        guard name != nil, [EPERM, EOPNOTSUPP, ENOSYS, EMLINK].contains(errno) else { throw .last }
        // A file system without hard links: the name is taken first, then replaced.
        let reserved = retryingInterrupts {
            unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        }
        guard reserved >= 0 else { throw .last }
        close(reserved)
        do {
            try replace(path)
        } catch {
            unsafe unlink(path)
            throw error
        }
    }

    /// Puts the file in the place of another, or where none is.
    func replace(_ path: String) throws(SystemError) {
        if name == nil {
            waiting = SignalsWait()
            name = try Self.withNewName(in: folder) { addName($0) }
        }
        guard let name, unsafe rename(name, path) == 0 else { throw .last }
        self.name = nil
    }

    /// Waits until all that was written is on the disk.
    func synchronize() throws(SystemError) {
        // Some file systems have nothing to wait for, and say so.
        guard fsync(descriptor) != 0, ![EINVAL, EOPNOTSUPP, ENOSYS].contains(errno) else { return }
        throw .last
    }

    /// Takes over who may read and write a file that is to be replaced.
    func adoptAccess(of status: stat) throws(SystemError) {
        var mode = status.st_mode & 0o777
        if fchown(descriptor, status.st_uid, status.st_gid) != 0,
            fchown(descriptor, uid_t.max, status.st_gid) != 0
        {
            // What its group was allowed is not for another one.
            mode &= ~0o070
        }
        if fchmod(descriptor, mode) != 0 { throw .last }
    }
}

/// Writes until nothing is left.
func writeAll(_ bytes: [UInt8], to descriptor: CInt) throws(SystemError) {
    // Safety: each call reads only the bytes that are not written yet.
    let failure: SystemError? = unsafe bytes.withUnsafeBytes { buffer in
        var written = 0
        while written < buffer.count, let base = buffer.baseAddress {
            let count = retryingInterrupts {
                unsafe write(descriptor, base + written, buffer.count - written)
            }
            guard count >= 0 else { return .last }
            written += count
        }
        return nil
    }
    if let failure { throw failure }
}

/// Waits until the names in a folder are on the disk.
///
/// What a system refuses here changes nothing: the files are in their places.
func synchronizeFolder(_ path: String) {
    let descriptor = retryingInterrupts { unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
}
