#if os(Linux)
    import Foundation
    import TestSupport
    import Testing

    /// Whether the system tells how memory is mapped, and the C library's own allocator is in use:
    /// a sanitizer brings another, and maps terabytes.
    private let canTell =
        (try? mappings(of: "self"))?.contains("VmFlags:") == true
        && (try? run("--version", memory: 64).status) == 0

    /// How the memory of a process is mapped.
    private func mappings(of process: String) throws -> String {
        let file = try FileHandle(
            forReadingFrom: URL(fileURLWithPath: "/proc/\(process)/smaps"))
        var text = Data()
        // A page at a time; the file has no size, by which it could be read at once.
        while let part = try file.read(upToCount: 4096), !part.isEmpty { text += part }
        return String(decoding: text, as: UTF8.self)
    }

    @Suite("Huge pages", .enabled(if: canTell))
    struct HugePageTests {
        @Test("the command may have 16 MB of its memory in huge pages")
        func heap() async throws {
            let process = Process()
            process.executableURL = commandURL
            process.arguments = ["classify", "-"]
            // The command waits until this is closed.
            let input = Pipe()
            process.standardInput = input
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            try process.run()
            defer {
                try? input.fileHandleForWriting.close()
                process.waitUntilExit()
            }
            var found = ""
            for _ in 0..<100 {
                found = try mappings(of: "\(process.processIdentifier)")
                if largestAdvised(in: found) >= 16 << 10 { return }
                try await Task.sleep(for: .milliseconds(50))
            }
            Issue.record("no mapping has the flag hg and 16384 kB or more:\n\(found)")
        }

        /// The size in kB of the largest mapping for which huge pages are asked.
        private func largestAdvised(in mappings: String) -> Int {
            var size = 0
            var largest = 0
            for line in mappings.split(separator: "\n") {
                let words = line.split(separator: " ")
                if words.first == "Size:" { size = Int(words[1]) ?? 0 }
                if words.first == "VmFlags:", words.contains("hg") { largest = max(largest, size) }
            }
            return largest
        }
    }
#endif
