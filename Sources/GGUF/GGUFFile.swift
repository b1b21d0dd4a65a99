internal import FileIO

/// A GGUF file, as ggml and its programs write them, whose header has been read and checked.
///
///     let file = try GGUFFile(path: "mnist-fc-f32.gguf")
///     for tensor in file.tensors { print(tensor.name, tensor.type, tensor.shape) }
///
/// The header is trusted in nothing: names are unique, sizes agree with shapes, and the tensors
/// cover the data without overlaps and with no more between them than the zeros of their alignment,
/// or the file is refused with the reason. Elements are read when they are asked for.
public struct GGUFFile: Sendable {
    /// What errors call the file: its path, or the label given with its bytes.
    public let source: String
    /// The values under the file's keys as text; of lists only the size is told.
    public let metadata: [String: String]
    /// The tensors in the order of their data.
    public let tensors: [GGUFTensor]

    let content: ByteContent
    private let indexByName: [[UInt8]: Int]

    /// The most tensors, and the most keys, of a file.
    public static let mostEntries = 100_000
    /// The longest text under a key: a manifest has as much.
    static let mostTextBytes = 1 << 20
    private static let mostNameBytes = 1 << 10
    /// ggml has four axes.
    private static let mostAxes = 4

    /// Opens a file and reads its header.
    public init(path: String) throws(GGUFError) {
        let content: ByteContent
        do throws(FileError) {
            content = try ByteContent(path: path)
        } catch {
            throw .unreadable(file: path, reason: error.reason)
        }
        try self.init(content)
    }

    /// Reads the header of a file that is in memory.
    ///
    /// - Parameters:
    ///   - bytes: The whole file.
    ///   - source: What errors call the file.
    public init(bytes: [UInt8], source: String) throws(GGUFError) {
        try self.init(ByteContent(bytes: bytes, name: source))
    }

    private init(_ content: ByteContent) throws(GGUFError) {
        (self.content, source) = (content, content.name)
        guard content.size > 0 else { throw .empty(file: content.name) }
        var scanner = HeaderScanner(content)
        try Self.readStart(&scanner)
        let tensorCount = try scanner.count(limit: Self.mostEntries, of: "tensors")
        let keyCount = try scanner.count(limit: Self.mostEntries, of: "keys")
        var metadata: [String: String] = [:]
        var alignment = 32
        for _ in 0..<keyCount {
            let place = scanner.offset
            let key = try scanner.string(limit: 65_535)
            let (type, text) = try scanner.metadataValue()
            guard metadata.updateValue(text, forKey: key) == nil else {
                throw scanner.wrong(at: place, "each key once", "\(displayName(key)) again")
            }
            if key == "general.alignment" {
                guard type == .u32, let value = Int(text), value >= 8, value <= 1 << 20,
                    value & (value - 1) == 0
                else { throw scanner.wrong(at: place, "an alignment, a power of two", text) }
                alignment = value
            }
        }
        self.metadata = metadata
        var declarations: [TensorDeclaration] = []
        for _ in 0..<tensorCount {
            declarations.append(
                try TensorDeclaration(
                    &scanner, mostNameBytes: Self.mostNameBytes, mostAxes: Self.mostAxes))
        }
        tensors = try TensorLayout(
            declarations, headerEnd: scanner.offset, alignment: alignment, scanner: scanner
        ).tensors
        indexByName = Dictionary(
            tensors.enumerated().map { (Array($1.name.utf8), $0) },
            uniquingKeysWith: { first, _ in first })
        guard indexByName.count == tensors.count else {
            let names = Dictionary(grouping: tensors, by: \.name)
            let twice = names.first { $0.value.count > 1 }?.key ?? ""
            throw .tensor(
                file: source, tensor: twice, expected: "each tensor once", found: "it twice")
        }
    }

    /// The mark and the version.
    private static func readStart(_ scanner: inout HeaderScanner) throws(GGUFError) {
        let content = scanner.content
        let first = try scanner.bytes(0..<min(content.size, FileKind.prefixByteCount))
        guard first.starts(with: "GGUF".utf8) else {
            throw .foreignFormat(file: content.name, kind: FileKind(firstBytes: first))
        }
        try scanner.skip(4, "GGUF")
        let version = try scanner.u32()
        guard 2...3 ~= version else {
            // Version 3 of machines whose highest byte comes first.
            let isReversed = 2...3 ~= version.byteSwapped
            throw scanner.wrong(
                at: 4, "version 2 or 3, the lowest byte first",
                isReversed ? "version \(version.byteSwapped), the highest byte first" : "\(version)"
            )
        }
    }

    /// The tensor with this name, which is compared byte by byte.
    public subscript(name: String) -> GGUFTensor? {
        indexByName[Array(name.utf8)].map { tensors[$0] }
    }
}
