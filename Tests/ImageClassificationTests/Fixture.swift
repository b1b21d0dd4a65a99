import Foundation

/// The files beside the tests and the folder of the package.
enum Fixture {
    static let package = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Fixtures")

    static func path(_ name: String) -> String { folder.appending(path: name).path }

    /// Decodes a JSON file beside the tests, whose keys are in snake case.
    static func decode<Value: Decodable>(_ name: String) throws -> Value {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(
            Value.self, from: Data(contentsOf: folder.appending(path: name)))
    }
}
