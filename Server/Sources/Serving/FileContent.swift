#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The content of a file; `nil` if it cannot be read or has more than `limit` bytes.
package func fileContent(of path: String, limit: Int) -> [UInt8]? {
    guard let file = unsafe fopen(path, "rb") else { return nil }
    defer { unsafe fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
        // Safety: at most the size of the chunk is written.
        let count = unsafe fread(&chunk, 1, chunk.count, file)
        bytes += chunk[..<count]
        guard bytes.count <= limit, unsafe ferror(file) == 0 else { return nil }
        if count == 0 { return bytes }
    }
}
