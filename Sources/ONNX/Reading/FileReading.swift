internal import FileIO

/// What is known while one file is read: its bytes, its limits, the files beside it.
final class FileReading {
    let bytes: [UInt8]
    let source: String
    let limits: ONNXLimits
    private let external: ExternalFiles?
    private var entries = 0

    /// - Parameter folder: Where files with elements of tensors may be; `nil` for bytes in memory,
    ///   which have none.
    init(_ bytes: [UInt8], source: String, limits: ONNXLimits, folder: String?) {
        self.bytes = bytes
        self.source = source
        self.limits = limits
        external = folder.map { ExternalFiles(folder: $0, limit: limits.externalFiles) }
    }

    /// Counts what is kept in memory; a byte or two of a file may make a hundred there.
    func count(_ entries: Int = 1) throws(Fault) {
        self.entries += entries
        guard self.entries <= limits.entries else { throw Fault(.tooManyEntries) }
    }

    /// Calls `body` with each field of a message.
    func forEachField(
        of message: Range<Int>, _ body: (WireField) throws(Fault) -> Void
    ) throws(Fault) {
        var reader = WireReader(bytes, message)
        while let field = try reader.next() { try body(field) }
    }

    /// The files beside the model that hold elements of its tensors, as far as they were met.
    var externalPaths: [String] { external?.paths ?? [] }

    /// The file beside the model that holds elements of a tensor.
    func externalFile(_ name: String, of tensor: String) throws(Fault) -> InputFile {
        guard let external else {
            throw Fault(
                .external(
                    tensor: tensor,
                    reason: "\(displayName(name)), which a model in memory does not have"))
        }
        return try external.open(name, of: tensor)
    }
}
