import Foundation
import Testing
import TestSupport

/// The kernels compiled for 64-bit Arm, in a program that runs under qemu.
struct Emulator {
    /// What the tests need and did not find; `nil` if all is here.
    static let whatIsMissing: String? = {
        guard emulator != nil else {
            return "no qemu-aarch64 (Debian: qemu-user) to run code for 64-bit Arm"
        }
        guard let compiler else { return "no clang beside swift or on the PATH" }
        do {
            let folder = try TemporaryFolder()
            let source = folder.url.appending(path: "probe.c")
            try Data("#include <stdio.h>\nint main(void) { return puts(\"\") < 0; }\n".utf8)
                .write(to: source)
            try compile([source.path], to: folder.url.appending(path: "probe"), with: compiler)
            return nil
        } catch {
            return "clang cannot link for 64-bit Arm (Debian: gcc-aarch64-linux-gnu)"
        }
    }()

    private let folder: TemporaryFolder
    private var driver: URL { folder.url.appending(path: "driver") }

    /// Compiles the kernels and the driver.
    init() throws {
        folder = try TemporaryFolder()
        let tests = URL(filePath: #filePath).deletingLastPathComponent()
        let root = tests.deletingLastPathComponent().deletingLastPathComponent()
        let targets = ["CKernels", "CProcessor"].map { root.appending(path: "Sources/\($0)") }
        let sources = try targets.flatMap { target in
            try FileManager.default.contentsOfDirectory(at: target, includingPropertiesForKeys: nil)
                .filter { $0.pathExtension == "c" }
        }
        try Self.compile(
            sources.map(\.path) + [tests.appending(path: "Driver/driver.c").path]
                + targets.flatMap { ["-I", $0.appending(path: "include").path] },
            to: driver, with: #require(Self.compiler))
    }

    /// The names of the variants on the emulated processor, the one in use there first.
    func variants() throws -> [String] {
        let output = try Self.run(#require(Self.emulator), [driver.path])
        return String(decoding: output, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// Runs a program with a variant of the kernels and returns the bits of its results.
    func run(_ program: KernelProgram, variant: String) throws -> [UInt32] {
        let input = folder.url.appending(path: UUID().uuidString)
        try program.bytes.write(to: input)
        defer { try? FileManager.default.removeItem(at: input) }
        let output = try Self.run(
            #require(Self.emulator), [driver.path, variant],
            input: FileHandle(forReadingFrom: input))
        // Safety: the offsets stay within the bytes, and any bytes are an integer. A rest of less
        // than four would be missed in the count.
        return unsafe output.withUnsafeBytes { bytes in
            (0..<bytes.count / 4).map {
                unsafe bytes.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)
            }
        }
    }
}

// MARK: - Programs of the system

extension Emulator {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private static let emulator = find("qemu-aarch64") ?? find("qemu-aarch64-static")

    /// The clang of the Swift toolchain, which compiles for every processor, or another one.
    private static let compiler: String? = {
        let beside = find("swift").map {
            URL(filePath: $0).resolvingSymlinksInPath().deletingLastPathComponent()
                .appending(path: "clang").path
        }
        if let beside, FileManager.default.isExecutableFile(atPath: beside) { return beside }
        return find("clang")
    }()

    private static func find(_ name: String) -> String? {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        return path.split(separator: ":").map { "\($0)/\(name)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    private static func compile(
        _ arguments: [String], to program: URL, with compiler: String
    ) throws {
        _ = try run(
            compiler,
            ["--target=aarch64-linux-gnu", "-static", "-O2", "-o", program.path] + arguments)
    }

    /// Runs a program and returns its output.
    private static func run(
        _ program: String, _ arguments: [String], input: FileHandle = .nullDevice
    ) throws -> Data {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        // The choice of kernels is part of what is tested.
        process.environment = ProcessInfo.processInfo.environment.filter {
            $0.key != "MNIST_KERNELS"
        }
        let output = Pipe()
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationReason == .exit && process.terminationStatus == 0 else {
            throw Failure(
                description: "\(program) \(arguments.joined(separator: " ")) ended with "
                    + "\(process.terminationStatus)")
        }
        return bytes
    }
}
