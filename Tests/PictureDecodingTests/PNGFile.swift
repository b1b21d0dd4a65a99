import TestSupport

/// A PNG made chunk by chunk, so that each can be made wrong while its checksum is right.
struct PNGFile {
    var chunks: [(name: String, content: [UInt8])]

    var bytes: [UInt8] {
        [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
            + chunks.flatMap { chunk in
                let body = Array(chunk.name.utf8) + chunk.content
                return Self.bigEndian(UInt32(chunk.content.count)) + body
                    + Self.bigEndian(GzipFixture.checksum(body))
            }
    }

    /// A sound file of 3 × 2 pixels whose rows are zeros.
    init(color: UInt8, bits: UInt8, isInterlaced: Bool = false, rowBytes: Int) {
        chunks = [
            ("IHDR", [0, 0, 0, 3, 0, 0, 0, 2, bits, color, 0, 0, isInterlaced ? 1 : 0]),
            ("IDAT", Self.zlib([UInt8](repeating: 0, count: 2 * (1 + rowBytes)))),
            ("IEND", []),
        ]
    }

    /// The chunks of a file.
    init(_ bytes: [UInt8]) {
        chunks = []
        var offset = 8
        while offset < bytes.count {
            let length = bytes[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
            let name = String(decoding: bytes[offset + 4..<offset + 8], as: UTF8.self)
            chunks.append((name, Array(bytes[offset + 8..<offset + 8 + length])))
            offset += 12 + length
        }
    }

    /// The file with a chunk before the one at an index.
    func adding(_ name: String, _ content: [UInt8], at index: Int) -> PNGFile {
        var file = self
        file.chunks.insert((name, content), at: index)
        return file
    }

    /// The file with other image data.
    func replacingData(_ parts: [UInt8]...) -> PNGFile {
        var file = self
        let index = chunks.firstIndex { $0.name == "IDAT" } ?? 0
        file.chunks.removeAll { $0.name == "IDAT" }
        file.chunks.insert(contentsOf: parts.map { ("IDAT", $0) }, at: index)
        return file
    }

    /// The file with another byte in its header.
    func settingHeader(_ place: Int, _ value: UInt8) -> PNGFile {
        var file = self
        file.chunks[0].content[place] = value
        return file
    }

    /// A zlib stream (RFC 1950).
    static func zlib(_ content: [UInt8]) -> [UInt8] {
        var (low, high): (UInt32, UInt32) = (1, 0)
        for byte in content {
            low = (low + UInt32(byte)) % 65_521
            high = (high + low) % 65_521
        }
        return [0x78, 0x9C] + GzipFixture.deflate(content) + bigEndian(high << 16 | low)
    }

    static func bigEndian(_ number: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    }
}
