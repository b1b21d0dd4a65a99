/// The scans of a JPEG file: how many there are, and where the last ends.
///
/// Source: ITU-T T.81, sections B.1.1 and B.2.
struct JPEGScans {
    private(set) var count = 0
    /// Where the marker of the end of the image stands, or its first fill byte; `nil` without one.
    private(set) var end: Int?

    private static let startOfImage: UInt8 = 0xD8
    private static let endOfImage: UInt8 = 0xD9
    private static let startOfScan: UInt8 = 0xDA

    /// Follows the markers from the first scan on.
    ///
    /// Each scan of a progressive picture may change every pixel and take a few bytes, so their
    /// number times the pixels is limited: to six scans, as most programs write of grey pictures, of
    /// the most pixels allowed; or ten, as of colors, of three fifths as many pixels.
    init(
        _ bytes: [UInt8], from start: Int, _ storage: PictureStorage, _ context: DecodingContext
    ) throws(PictureError) {
        let pixels = storage.width * storage.height
        let (product, overflow) = context.limits.pixels.multipliedReportingOverflow(
            by: Self.scansOfLargest)
        let work = max(overflow ? Int.max : product, Self.leastWork)
        let limit = min(Self.mostScans, max(work / pixels, 1))
        let reader = ByteReader(bytes)
        var offset = start
        while let marker = reader.u8(at: offset + 1).map(UInt8.init(truncatingIfNeeded:)) {
            var next = offset + 2
            switch marker {
            case Self.endOfImage:
                end = offset
                while let place = end, place > 0, bytes[place - 1] == 0xFF { end = place - 1 }
                return
            case Self.startOfImage, 0x01, 0xD0...0xD7:  // Markers without a segment.
                break
            default:
                if marker == Self.startOfScan { count += 1 }
                guard count <= limit else {
                    throw context.unsupported(
                        "expected at most \(limit) scans of \(storage.width) x \(storage.height) "
                            + "pixels, found another at byte \(offset)")
                }
                guard let length = reader.u16(at: next) else { return }
                next += max(length, 2)
            }
            offset = Self.marker(in: bytes, from: next)
        }
    }

    /// The scans that a picture may have however few pixels it has.
    static let mostScans = 500
    /// The scans that a picture of the most pixels allowed may have: hostile ones take about 0.3 s
    /// for 2^26 pixels.
    private static let scansOfLargest = 6
    /// Scans times pixels that are allowed whatever the limit on pixels is.
    private static let leastWork = 1 << 24

    /// Where the next marker starts that ends a scan, passing over the data before it.
    private static func marker(in bytes: [UInt8], from start: Int) -> Int {
        var offset = start
        while offset + 1 < bytes.count {
            if bytes[offset] == 0xFF {
                switch bytes[offset + 1] {
                case 0, 0xD0...0xD7, 0xFF: break
                default: return offset
                }
            }
            offset += 1
        }
        return bytes.count
    }
}
