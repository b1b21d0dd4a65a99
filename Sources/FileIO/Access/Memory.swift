#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// What is asked for in addition, for all the small things that are not.
private let headroom = 8 << 20

/// Whether the system would give so much memory now, and some more.
///
/// A Swift array that cannot be allocated ends the process. Asking first turns that into an error
/// wherever a size comes from a file, under `ulimit -v` and the like; other threads may still take
/// the memory in between. Small sizes are not asked for.
package func isMemoryAvailable(_ byteCount: Int) -> Bool {
    guard byteCount > 1 << 20 else { return true }
    let (size, overflow) = byteCount.addingReportingOverflow(headroom)
    guard !overflow else { return false }
    // An optimizer takes `malloc` and `free` for nothing when nothing lies between them, not so these.
    // Safety: the mapping is new, nobody else knows it, and it is given back at once.
    let memory = unsafe mmap(
        nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0)
    guard unsafe memory != MAP_FAILED else { return false }
    unsafe munmap(memory, size)
    return true
}

/// Refuses to go on where the system would not give so much memory for the file at `path`.
package func requireMemory(_ byteCount: Int, for path: String) throws(FileError) {
    guard isMemoryAvailable(byteCount) else { throw .tooLarge(path: path, byteCount: byteCount) }
}
