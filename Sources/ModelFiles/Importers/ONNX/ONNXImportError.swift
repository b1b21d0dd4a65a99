public import FileIO

/// Why a sound ONNX file makes no network here.
public enum ONNXImportError: FileFault, Hashable {
    /// An operator, or what a node asks of it, is not computed here.
    case unsupported(file: String, node: String, operatorType: String, reason: String)
    /// The graph as a whole is no classifier of images.
    case graph(file: String, reason: String)
    /// The graph says what a setting would say.
    case graphDecides(file: String, setting: Setting)

    /// The file.
    public var file: String {
        switch self {
        case .unsupported(let file, _, _, _), .graph(let file, _), .graphDecides(let file, _): file
        }
    }

    /// One sentence.
    public var description: String { sentence { "\($0)" } }

    /// The description, with settings called as the caller calls them.
    public func sentence(naming name: (Setting) -> String) -> String {
        switch self {
        case .unsupported(let file, let node, let type, let reason):
            "\(file): node \(node) (\(type)) is not supported: \(reason)"
        case .graph(let file, let reason):
            "\(file): \(reason)"
        case .graphDecides(let file, let setting):
            "\(file): the graph already says this; leave out \(name(setting))"
        }
    }
}
