public import Foundation

/// A folder of its own for a test, which exists as long as the value.
public final class TemporaryFolder: Sendable {
    /// Where it is.
    public let url = FileManager.default.temporaryDirectory
        .appending(path: "swift-mnist-\(UUID().uuidString)")

    /// Makes the folder, empty.
    public init() throws {
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    /// Where a file of this name is, or would be.
    public func url(_ name: String) -> URL { url.appending(path: name) }

    /// The path of a file of this name.
    public func path(_ name: String) -> String { url(name).path }

    /// Writes a file and returns its path.
    @discardableResult
    public func write(_ bytes: [UInt8], to name: String) throws -> String {
        try Data(bytes).write(to: url(name))
        return path(name)
    }
}
