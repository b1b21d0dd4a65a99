public import FileIO

/// Something about a data set that was taken for granted, or that looks wrong.
///
/// Unlike a note about a file, which is for the curious, it belongs into every report: answers depend
/// on it.
public struct DataRemark: Hashable, Sendable, CustomStringConvertible {
    /// The path of the file or folder.
    public let file: String
    /// What was taken for granted or found, without the file's name.
    public let text: String
    /// The settings by which it would be said instead.
    public let settings: [Setting]

    /// Creates a remark about a file.
    package init(file: String, _ text: String, settings: [Setting] = []) {
        (self.file, self.text, self.settings) = (file, text, settings)
    }

    /// Creates a remark that names one setting, or none.
    init(file: String, _ text: String, setting: Setting?) {
        self.init(file: file, text, settings: setting.map { [$0] } ?? [])
    }

    /// The sentence, with settings as this package calls them.
    public var description: String { sentence { "\($0)" } }

    /// The sentence, with settings as the caller calls them.
    public func sentence(naming name: (Setting) -> String) -> String {
        let names = settings.map(name).joined(separator: " ")
        return "\(file): \(text)" + (names.isEmpty ? "" : " (\(names))")
    }
}
