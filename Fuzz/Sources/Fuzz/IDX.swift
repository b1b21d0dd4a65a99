import IDX

/// Gzip and IDX: what is read does not depend on how it is cut into pieces.
///
/// The first byte of the input says how many compressed bytes are inflated at once, the second how
/// many items are asked for.
func fuzzIDX(_ input: [UInt8]) {
    guard input.count >= 2 else { return }
    let file = Array(input[2...])
    let whole = read(file, chunkSize: 65536, itemsPerCall: 1 << 20)
    let pieces = read(file, chunkSize: Int(input[0]) + 1, itemsPerCall: Int(input[1]) + 1)
    precondition(whole == pieces, "the result depends on the size of chunks")
    if case .success(let reading) = whole {
        precondition(
            reading.bytes.count == reading.header.byteCount, "another size than announced")
        precondition(
            (try? IDXArray(bytes: file, source: "f"))?.bytes == reading.bytes,
            "another content when read at once")
    }
}

private struct Reading: Equatable {
    var header: IDXHeader
    var bytes: [UInt8]
    var notes: [IDXNote]
}

private func read(
    _ file: [UInt8], chunkSize: Int, itemsPerCall: Int
) -> Result<Reading, IDXError> {
    do throws(IDXError) {
        let reader = try IDXReader(bytes: file, source: "f", chunkSize: chunkSize)
        var bytes: [UInt8] = []
        // Some images at once, yet never more than a megabyte, unless one image has that.
        let most = max(1, (1 << 20) / max(1, reader.header.bytesPerItem))
        var buffer = [UInt8](
            repeating: 0, count: reader.byteCount(ofItems: min(itemsPerCall, most)))
        while true {
            var span = buffer.mutableSpan
            var raw = span.mutableBytes
            let count = try reader.readItems(into: &raw)
            if count == 0 { break }
            bytes += buffer.prefix(count * reader.header.bytesPerItem)
        }
        return .success(Reading(header: reader.header, bytes: bytes, notes: reader.notes))
    } catch {
        precondition(!error.description.isEmpty && !error.description.contains("\n"))
        return .failure(error)
    }
}
