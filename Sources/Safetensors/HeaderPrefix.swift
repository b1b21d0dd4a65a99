internal import FileIO

/// The first bytes of a file: the length of the header and its first character.
enum HeaderPrefix {
    /// The length of the field that gives the header's length.
    static let lengthBytes = 8

    /// Checks the first bytes of a file.
    ///
    /// - Returns: The bytes of the file that the header's text takes.
    static func headerRange(
        firstBytes: [UInt8], fileBytes: Int, file: String, limits: SafetensorsLimits
    ) throws(SafetensorsError) -> Range<Int> {
        guard fileBytes > 0 else { throw .empty(file: file) }
        let limit = limits.headerBytes
        var length: UInt64 = 0
        for byte in firstBytes.prefix(lengthBytes).reversed() {
            length = length << 8 | UInt64(byte)
        }

        let start = firstBytes.count > lengthBytes ? firstBytes[lengthBytes] : nil
        let isPlausible = length <= limit && start == UInt8(ascii: "{")
        // Only a file that cannot be safetensors is looked at more closely: the length of a sound
        // header may well begin with the bytes of another format.
        if !isPlausible, let kind = FileKind(mistakenForWeights: firstBytes, fileName: file) {
            throw .foreignFormat(file: file, kind: kind)
        }
        guard fileBytes >= lengthBytes else { throw .tooShort(file: file, foundBytes: fileBytes) }
        guard length >= 2, length <= limit, let headerEnd = Int(exactly: length + 8) else {
            throw .wrongHeaderLength(file: file, limit: limit, found: length)
        }
        if let start, start != UInt8(ascii: "{") {
            throw .wrongHeaderStart(file: file, found: start)
        }
        guard headerEnd <= fileBytes else {
            throw .truncatedHeader(file: file, expectedBytes: headerEnd, foundBytes: fileBytes)
        }
        return lengthBytes..<headerEnd
    }
}
