internal import FileIO

/// Reading of whole files whose first bytes are those of a picture.
enum PictureBytes {
    private static let chunkSize = 1 << 16

    static func read(path: String, limits: PictureLimits) throws(PictureError) -> [UInt8] {
        let file = try translating { () throws(FileError) in try InputFile(path: path) }
        let prefix = try translating { () throws(FileError) in
            try file.bytes(in: 0..<min(file.size, FileKind.prefixByteCount))
        }
        // Nothing that is no picture is read on, however large it is.
        _ = try format(of: prefix, source: path)
        guard file.size <= limits.fileBytes else {
            throw .tooManyBytes(file: path, found: file.size, limit: limits.fileBytes)
        }
        return try translating { () throws(FileError) in try file.bytes(in: 0..<file.size) }
    }

    static func readStandardInput(
        source: String, limits: PictureLimits
    ) throws(PictureError) -> [UInt8] {
        var bytes: [UInt8] = []
        while true {
            let chunk = try translating { () throws(FileError) in
                try StandardInput.read(upTo: chunkSize, name: source)
            }
            if chunk.isEmpty { return bytes }
            let wasRecognized = bytes.count >= FileKind.prefixByteCount
            bytes += chunk
            if !wasRecognized, bytes.count >= FileKind.prefixByteCount {
                _ = try format(of: bytes, source: source)
            }
            guard bytes.count <= limits.fileBytes else {
                throw .tooManyBytes(file: source, found: nil, limit: limits.fileBytes)
            }
        }
    }

    /// Tells the format, or why the bytes are no picture.
    static func format(of bytes: [UInt8], source: String) throws(PictureError) -> PictureFormat {
        if bytes.isEmpty { throw .empty(file: source) }
        if let kind = FileKind(firstBytes: bytes) {
            if let format = PictureFormat(kind) { return format }
            if kind.advice(naming: { $0.name }) != nil { throw .foreignFormat(file: source, kind) }
        }
        throw .unknownFormat(file: source, firstBytes: Array(bytes.prefix(8)))
    }

    private static func translating<Result>(
        _ read: () throws(FileError) -> Result
    ) throws(PictureError) -> Result {
        do throws(FileError) {
            return try read()
        } catch {
            throw .unreadable(file: error.file, reason: error.reason)
        }
    }
}
