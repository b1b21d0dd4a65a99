/// An error about a file, whatever its format.
///
/// Every error of this package that is about a file conforms, so that a caller can tell which file
/// it is and what to do without knowing the formats:
///
///     } catch let fault as any FileFault where fault.failure == .unreadable {
///         print("no such file: \(fault.file)")
///     }
public protocol FileFault: Error, Sendable, CustomStringConvertible {
    /// The path as the caller gave it, or the label given for bytes in memory.
    var file: String { get }

    /// What failed; a type need not say it whose errors are all about content.
    var failure: FileFailure { get }

    /// One sentence: the file, what is wrong and where, what was expected and what was found.
    ///
    /// - Parameter name: What the caller calls a setting; `description` uses the names of this
    ///   package.
    func sentence(naming name: (Setting) -> String) -> String
}

// Embedded Swift has no dynamic casts to protocols.
#if !hasFeature(Embedded)
    /// One sentence about any error, with settings called as the caller calls them.
    package func sentence(of error: any Error, naming name: (Setting) -> String) -> String {
        guard let fault = error as? any FileFault else { return "\(error)" }
        return fault.sentence(naming: name)
    }
#endif

/// What failed when a file was read or written.
public enum FileFailure: Hashable, Sendable, CaseIterable {
    /// The file cannot be opened, or reading it failed.
    case unreadable
    /// The file was read, and what it holds is wrong or does not fit.
    case badContent
    /// The output cannot be created.
    case cannotCreate
    /// The output cannot be written to its end.
    case cannotWrite
}

extension FileFault {
    /// The content is wrong.
    public var failure: FileFailure { .badContent }

    /// The description, which names no setting.
    public func sentence(naming name: (Setting) -> String) -> String { description }

    /// Whether the file could not be opened or read at all, rather than holding bad data.
    public var isUnreadable: Bool { failure == .unreadable }
}
