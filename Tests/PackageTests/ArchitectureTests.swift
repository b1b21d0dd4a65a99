import Foundation
import Testing

/// The map of the sources beside the manifest.
@Suite("docs/architecture.md")
struct ArchitectureTests {
    private static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    @Test("names every module of the package")
    func modules() throws {
        let manifest = try String(
            contentsOf: Self.root.appending(path: "Package.swift"), encoding: .utf8)
        let page = try String(
            contentsOf: Self.root.appending(path: "docs/architecture.md"), encoding: .utf8)
        let target = /\.(?:target|executableTarget|systemLibrary)\(\s*name: "(\w+)"/
        let names = manifest.matches(of: target).map { String($0.1) }
        #expect(names.count > 40)
        // What only tests use stands in their folder.
        for name in names where !["TestSupport", "CAllocationCounter"].contains(name) {
            #expect(page.contains("`\(name)`"), "\(name)")
        }
    }

    @Test("names files and folders that are there, wherever it says where to change what")
    func files() throws {
        let page = try String(
            contentsOf: Self.root.appending(path: "docs/architecture.md"), encoding: .utf8)
        let all = ["Sources", "Web"].flatMap { folder in
            FileManager.default.enumerator(atPath: Self.root.appending(path: folder).path)?
                .compactMap { $0 as? String } ?? []
        }
        let names = Set(all.map { $0.split(separator: "/").last ?? "" })
        let named = page.matches(of: /`(?:\w+\/)*([\w+]+\.(?:swift|c|h))`/).map(\.1)
        #expect(named.count > 40)
        for name in named where name != "Package.swift" {
            #expect(names.contains(name) || name == "mnist.h", "\(name)")
        }
    }
}
