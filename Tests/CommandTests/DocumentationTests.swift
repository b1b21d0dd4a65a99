import Foundation
import Testing
import TestSupport

@Suite("docs/command.md")
struct DocumentationTests {
    @Test("every key that a command prints is documented")
    func keys() throws {
        let page = try String(
            contentsOf: packageFolder.appendingPathComponent("docs/command.md"), encoding: .utf8)
        let data = try TinyData()
        let model = packageFolder.appendingPathComponent("models/mnist-sigmoid.safetensors").path
        let picture = try data.temporary.write(
            Array("P1 9 9\n".utf8) + (0..<81).map { $0 % 9 == 4 ? 0x31 : 0x30 }, to: "one.pbm")
        let results = [
            try data.run(
                "evaluate", "--format", "json", "--confusion", "--misclassified", "9"),
            try data.run("classify", "--format", "json"),
            try run(
                "benchmark", "--images", data.images, "--model", data.model, "--weight-order",
                "input-output", "--duration", "0.01", "--batch-sizes", "1", "--format", "json"),
            try run("inspect", data.images, data.labels, model, picture, "--format", "json"),
            try run("classify", picture, "--format", "json"),
            try run("classify", picture, "--each", "--format", "json"),
        ]
        for result in results {
            #expect(result.status == 0)
            let keys = Self.keys(of: try result.json)
            #expect(!keys.isEmpty)
            for key in keys { #expect(page.contains("`\(key)`"), "\(key)") }
        }
    }

    /// All keys, at any depth.
    private static func keys(of json: Any) -> Set<String> {
        switch json {
        case let object as [String: Any]:
            object.reduce(into: Set(object.keys)) { $0.formUnion(keys(of: $1.value)) }
        case let array as [Any]: array.reduce(into: []) { $0.formUnion(keys(of: $1)) }
        default: []
        }
    }
}
