import Foundation
import Testing

/// A picture, and what Pillow decodes from it; `tools/python/make-pictures.py` makes them.
struct PictureFixture: Decodable, CustomTestStringConvertible {
    let name: String
    let file: Data
    let width: Int
    let height: Int
    let luma: Data
    let alpha: Data?

    var bytes: [UInt8] { Array(file) }
    var testDescription: String { name }

    static let all: [PictureFixture] = {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Fixtures/pictures.json")
        // A fixture that is missing makes the test of their number fail.
        guard let data = try? Data(contentsOf: path) else { return [] }
        return (try? JSONDecoder().decode([PictureFixture].self, from: data)) ?? []
    }()

    static func bytes(_ name: String) -> [UInt8] { all.first { $0.name == name }?.bytes ?? [] }
}
