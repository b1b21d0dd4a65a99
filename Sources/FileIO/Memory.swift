#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Whether the system would give so much memory now.
///
/// A Swift array that cannot be allocated ends the process. Asking first turns that into an error
/// wherever a size comes from a file, under `ulimit -v` and the like; other threads may still take
/// the memory in between. Small sizes are not asked for.
package func isMemoryAvailable(_ byteCount: Int) -> Bool {
    guard byteCount > 1 << 20 else { return true }
    // Safety: memory that nothing was written to is given back at once.
    guard let memory = unsafe malloc(byteCount) else { return false }
    unsafe free(memory)
    return true
}
