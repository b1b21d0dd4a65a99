internal import FileIO

extension ONNXModel {
    /// Reads a file.
    ///
    /// Files beside it that hold elements of its tensors are opened, and read when these are asked
    /// for.
    ///
    /// - Throws: ``ONNXError``; its `isUnreadable` tells a file that cannot be read from one with
    ///   wrong content.
    public init(path: String, limits: ONNXLimits = ONNXLimits()) throws(ONNXError) {
        try self.init(
            Self.bytes(path, limits), source: path, limits: limits,
            folder: PathParts(path).folder)
    }

    private static func bytes(_ path: String, _ limits: ONNXLimits) throws(ONNXError) -> [UInt8] {
        do {
            let file = try InputFile(path: path)
            guard file.size <= limits.fileBytes else {
                throw ONNXError.tooLarge(file: path, limit: limits.fileBytes, found: file.size)
            }
            try requireMemory(file.size, for: path)
            return try file.bytes(in: 0..<file.size)
        } catch let error as ONNXError {
            throw error
        } catch let error as FileError {
            throw .unreadable(file: path, reason: error.reason)
        } catch {
            throw .unreadable(file: path, reason: "\(error)")
        }
    }

    /// The files beside a model that reading it opens, by their paths; none where it is no model or
    /// cannot be read, which reading it tells.
    package static func filesBeside(path: String) -> [String] {
        let limits = ONNXLimits()
        guard let kind = try? InputFile(path: path).kind(), kind == .onnx,
            let bytes = try? bytes(path, limits)
        else { return [] }
        let file = FileReading(
            bytes, source: path, limits: limits, folder: PathParts(path).folder)
        _ = try? ModelMessage(file)
        return file.externalPaths
    }

    /// Reads a model that is in memory.
    ///
    /// Tensors whose elements are in other files are refused.
    ///
    /// - Parameters:
    ///   - bytes: The whole file.
    ///   - source: What errors call it.
    ///   - limits: How much of a file is read before it is refused.
    public init(
        bytes: [UInt8], source: String, limits: ONNXLimits = ONNXLimits()
    ) throws(ONNXError) {
        guard bytes.count <= limits.fileBytes else {
            throw .tooLarge(file: source, limit: limits.fileBytes, found: bytes.count)
        }
        try self.init(bytes, source: source, limits: limits, folder: nil)
    }

    private init(
        _ bytes: [UInt8], source: String, limits: ONNXLimits, folder: String?
    ) throws(ONNXError) {
        guard !bytes.isEmpty else { throw .empty(file: source) }
        let prefix = Array(bytes.prefix(FileKind.prefixByteCount))
        if let kind = FileKind(firstBytes: prefix), kind != .onnx {
            throw .foreignFormat(file: source, kind: kind)
        }
        let file = FileReading(bytes, source: source, limits: limits, folder: folder)
        let message: ModelMessage
        do {
            message = try ModelMessage(file)
        } catch {
            throw error.error(file: source, limits: limits)
        }
        self.init(
            source: source, irVersion: message.irVersion, producer: message.producer,
            operatorSets: message.operatorSets, metadata: message.metadata, graph: message.graph)
    }
}
