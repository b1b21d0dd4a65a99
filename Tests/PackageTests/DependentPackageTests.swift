import Foundation
import Testing

/// What a developer does first: depend on this package from another, import it, run.
@Suite("A package that depends on this one")
struct DependentPackageTests {
    private static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The Swift code of README's section "As a library", in one program.
    private static func readmeProgram() throws -> String {
        let readme = try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
        let blocks = readme.components(separatedBy: "```swift\n").dropFirst()
        try #require(!blocks.isEmpty)
        return blocks.map { $0.components(separatedBy: "```")[0] }.joined()
    }

    private static func manifest() -> String {
        // A package found by path is called by the name of its folder.
        """
        // swift-tools-version: 6.0
        import PackageDescription
        let package = Package(
            name: "dependent", platforms: [.macOS(.v15)],
            dependencies: [.package(path: "\(root.path)")],
            targets: [
                .executableTarget(name: "dependent", dependencies: [
                    .product(name: "ImageClassification", package: "\(root.lastPathComponent)")
                ])
            ])
        """
    }

    // The build is the same whatever these tests are built for, so once is enough.
    #if DEBUG
        @Test("evaluates the bundled data with README's program of at most 16 lines")
        func evaluates() throws {
            let program = try Self.readmeProgram()
            #expect(program.split(separator: "\n").count <= 16)
            let folder = FileManager.default.temporaryDirectory
                .appending(path: "dependent-\(UUID().uuidString)")
            defer { try? FileManager.default.removeItem(at: folder) }
            let sources = folder.appending(path: "Sources/dependent")
            try FileManager.default.createDirectory(
                at: sources, withIntermediateDirectories: true)
            try Self.manifest().write(
                to: folder.appending(path: "Package.swift"), atomically: true, encoding: .utf8)
            try program.write(
                to: sources.appending(path: "main.swift"), atomically: true, encoding: .utf8)
            let (output, status) = try Self.swiftRun(in: folder)
            #expect(status == 0, "\(output)")
            // PyTorch's count for the same model and images; see models/README.md.
            #expect(output.contains("9945 of 10000 correct"), "\(output)")
            #expect(output.contains("1000 logits of 100 images"), "\(output)")
        }
    #endif

    private static func swiftRun(in folder: URL) throws -> (output: String, status: Int32) {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["swift", "run", "--package-path", folder.path]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (String(decoding: output, as: UTF8.self), process.terminationStatus)
    }
}
