#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A file name with a number before its extension, for outputs whose count is not known before.
package struct NumberedPath: Sendable {
    private let stem: String
    private let ending: String

    /// Divides a path; `seen.png` gives `seen-1.png` and so on.
    package init(_ path: String) {
        ending = PathParts(path).ending
        stem = String(decoding: path.utf8.dropLast(ending.utf8.count), as: UTF8.self)
    }

    /// The path with a number.
    package func callAsFunction(_ number: Int) -> String { "\(stem)-\(number)\(ending)" }

    /// The numbers from 1 of files that are there, rising.
    package var existingNumbers: [Int] {
        let parts = PathParts(stem)
        guard let folder = unsafe opendir(parts.folder) else { return [] }
        defer { unsafe closedir(folder) }
        let (start, end) = ("\(parts.name)-".lowercased(), ending.lowercased())
        var numbers: Set<Int> = []
        // Safety: the entry stays until the next call, and its name ends in a NUL.
        while let entry = unsafe readdir(folder) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
                unsafe name.withMemoryRebound(to: CChar.self, capacity: 1) {
                    unsafe String(cString: $0).lowercased()
                }
            }
            // Case does not count everywhere; where it does, the file of the number is not there.
            guard name.hasPrefix(start), name.hasSuffix(end),
                let number = Int(name.dropFirst(start.count).dropLast(end.count)), number > 0,
                fileStatus(self(number)) != nil
            else { continue }
            numbers.insert(number)
        }
        return numbers.sorted()
    }
}
