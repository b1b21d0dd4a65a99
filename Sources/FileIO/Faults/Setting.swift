/// A setting that an error tells its reader to change.
///
/// The libraries call it by its name in Swift; a command calls it by its option, see
/// ``FileFault/sentence(naming:)``. Each module declares its own as static members.
public struct Setting: Hashable, Sendable, CustomStringConvertible {
    /// The name of the property or parameter, such as `weightOrder`.
    public let name: String
    /// The value that the error proposes, if it proposes one.
    public let value: String?

    /// Names a setting.
    public init(_ name: String) { self.init(name: name, value: nil) }

    private init(name: String, value: String?) { (self.name, self.value) = (name, value) }

    /// The setting with a value to propose.
    public func set(to value: String) -> Setting { Setting(name: name, value: value) }

    /// The setting without a value.
    public var withoutValue: Setting { Setting(name) }

    /// The name, and the value after a colon as in a call.
    public var description: String { value.map { "\(name): \($0)" } ?? name }
}

extension Setting {
    /// Whether an output may replace a file that is there.
    public static let mayReplace = Setting("mayReplace")
}
