import IDX

/// All that a file yields, for comparing one way of reading it with another.
struct Reading: Hashable {
    var header: IDXHeader
    var bytes: [UInt8]
    var notes: [IDXNote]

    /// Reads `file` a few items at a time.
    static func of(
        _ file: [UInt8], source: String = "f.gz", chunkSize: Int = 65536, itemsPerCall: Int = 3
    ) -> Result<Reading, IDXError> {
        do throws(IDXError) {
            let reader = try IDXReader(bytes: file, source: source, chunkSize: chunkSize)
            return .success(try Reading(reader, itemsPerCall: itemsPerCall))
        } catch {
            return .failure(error)
        }
    }

    init(_ reader: IDXReader, itemsPerCall: Int) throws(IDXError) {
        header = reader.header
        bytes = []
        let itemSize = reader.header.bytesPerItem
        var buffer = [UInt8](repeating: 0, count: reader.byteCount(ofItems: itemsPerCall))
        while true {
            var span = buffer.mutableSpan
            // Safety: every bit pattern is a valid byte.
            var raw = unsafe span.mutableBytes
            let count = try reader.readItems(into: &raw)
            if count == 0 { break }
            bytes += buffer.prefix(count * itemSize)
        }
        notes = reader.notes
    }
}

/// The error that reading `file` to its end gives; nil when it is sound.
func errorReading(_ file: [UInt8], source: String = "f.gz") -> IDXError? {
    switch Reading.of(file, source: source) {
    case .success: nil
    case .failure(let error): error
    }
}
