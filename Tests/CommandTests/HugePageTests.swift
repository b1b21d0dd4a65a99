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
        /// What `FastStart` asks for, in kB.
        private let size = 16 << 10

        @Test("evaluate asks for 16 MB of its memory in huge pages")
        func evaluate() throws {
            let process = try start(["evaluate"])
            defer { process.waitUntilExit() }
            var largest = 0
            // The mappings of a process that has ended are not there to be read.
            while largest < size, process.isRunning {
                let found = try? mappings(of: "\(process.processIdentifier)")
                largest = max(largest, largestAdvised(in: found ?? ""))
            }
            #expect(largest >= size, "the largest mapping with the flag hg has \(largest) kB")
        }

        @Test("classify, which may run for long, does not")
        func classify() async throws {
            let input = Pipe()
            // The command waits until this is closed.
            let process = try start(["classify", "-"], input: input)
            defer {
                try? input.fileHandleForWriting.close()
                process.waitUntilExit()
            }
            for _ in 0..<10 {
                try await Task.sleep(for: .milliseconds(50))
                let found = try mappings(of: "\(process.processIdentifier)")
                #expect(largestAdvised(in: found) < size, "\(found)")
            }
        }

        private func start(_ arguments: [String], input: Pipe = Pipe()) throws -> Process {
            let process = Process()
            process.executableURL = commandURL
            process.arguments = arguments
            process.standardInput = input
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            try process.run()
            return process
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
