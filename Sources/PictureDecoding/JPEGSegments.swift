internal import FileIO

/// The segments of a JPEG file up to its first scan: the frame header and the orientation.
///
/// Source: ITU-T T.81, annex B; CIPA DC-008 (Exif) for the segment APP1.
struct JPEGSegments {
    private(set) var storage = PictureStorage(width: 0, height: 0, color: "", bitDepth: 0)
    /// The number by which scans call each component, and how many samples of it there are.
    private(set) var components: [(number: Int, samples: Int)] = []
    /// Where the first scan starts.
    private(set) var scanOffset = 0

    private static let startOfScan: UInt8 = 0xDA
    private static let endOfImage: UInt8 = 0xD9
    private static let exifSegment: UInt8 = 0xE1
    private static let exifName = Array("Exif\0\0".utf8)

    init(_ bytes: [UInt8], _ context: DecodingContext) throws(PictureError) {
        let reader = ByteReader(bytes)
        var offset = 2
        while true {
            guard reader.u8(at: offset) == 0xFF else {
                let found = bytes.dropFirst(offset).prefix(1)
                throw context.damaged(
                    offset,
                    "expected a marker (FF), found "
                        + (found.isEmpty ? "the end of the file" : hexadecimal(found)))
            }
            // Any number of FF may stand before a marker.
            while reader.u8(at: offset + 1) == 0xFF { offset += 1 }
            guard offset + 1 < bytes.count, let length = reader.u16(at: offset + 2), length >= 2,
                offset + 2 + length <= bytes.count
            else {
                throw context.damaged(
                    offset, "expected a whole segment, found the end of the file")
            }
            let marker = bytes[offset + 1]
            let content = bytes[offset + 4..<offset + 2 + length]
            switch marker {
            case Self.startOfScan:
                guard storage.width > 0 else {
                    throw context.damaged(offset, "expected a frame header, found a scan")
                }
                scanOffset = offset
                return
            case 0xC4, 0xC8, 0xCC:  // Tables, and what is reserved.
                break
            case 0xC0...0xCF:
                try readFrame(ByteReader(Array(content)), marker, at: offset, context)
            case Self.exifSegment where content.starts(with: Self.exifName):
                storage.orientation = Exif.orientation(tiff: content.dropFirst(6))
            case Self.endOfImage:
                throw context.damaged(offset, "expected a scan, found the end of the image")
            default:
                break
            }
            offset += 2 + length
        }
    }

    /// Refuses a file that is too short for its size, as a block of 8 × 8 pixels takes a bit at
    /// least, or so long that decoding takes too much time.
    func checkFileSize(_ count: Int, _ context: DecodingContext) throws(PictureError) {
        let limit = context.limits.jpegBytes
        guard count <= limit else {
            throw context.unsupported(
                "expected at most \(limit) bytes (3 for each pixel allowed), found \(count)")
        }
        guard count >= storage.width * storage.height / 512 else {
            throw context.damaged(
                count,
                "expected at least \(storage.width * storage.height / 512) bytes for "
                    + "\(storage.width) x \(storage.height) pixels, found \(count)")
        }
    }

    private mutating func readFrame(
        _ frame: ByteReader, _ marker: UInt8, at offset: Int, _ context: DecodingContext
    ) throws(PictureError) {
        guard let precision = frame.u8(at: 0), let height = frame.u16(at: 1),
            let width = frame.u16(at: 3), let components = frame.u8(at: 5), width > 0, height > 0,
            storage.width == 0
        else {
            throw context.damaged(
                offset, "expected one frame header with a width and a height of 1 to 65535")
        }
        // Hardly any file has it, a block may take less than a bit, and a byte takes the decoder ten
        // times as long.
        guard marker != 0xC9, marker != 0xCA else {
            throw context.unsupported(
                "expected Huffman coding, found arithmetic coding at byte \(offset): convert it with "
                    + "jpegtran")
        }
        guard [0xC0, 0xC1, 0xC2].contains(marker) else {
            throw context.unsupported(
                "expected a sequential or progressive frame, found marker FF \(hexadecimal([marker]))"
            )
        }
        guard precision == 8 else {
            throw context.unsupported("expected samples of 8 bits, found \(precision)")
        }
        guard components == 1 || components == 3 else {
            throw context.unsupported(
                "expected 1 color component or 3, found \(components)"
                    + (components == 4 ? " (CMYK): convert it to RGB" : ""))
        }
        storage.width = width
        storage.height = height
        storage.bitDepth = precision
        storage.color = components == 1 ? "grey" : "color"
        storage.isInterlaced = marker == 0xC2
        readComponents(frame, count: components)
    }

    /// Sampling factors say how many samples of a component there are where most have one a pixel.
    private mutating func readComponents(_ frame: ByteReader, count: Int) {
        let found = (0..<count).map { index in
            let factors = frame.u8(at: 7 + 3 * index) ?? 0
            // The decoder refuses what is not 1 to 4.
            return (
                number: frame.u8(at: 6 + 3 * index) ?? 0,
                across: min(max(factors >> 4, 1), 4), down: min(max(factors & 15, 1), 4)
            )
        }
        let most = (found.map(\.across).max() ?? 1) * (found.map(\.down).max() ?? 1)
        components = found.map {
            ($0.number, (storage.width * storage.height * $0.across * $0.down + most - 1) / most)
        }
    }
}
