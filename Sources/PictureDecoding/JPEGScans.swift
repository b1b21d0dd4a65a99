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

    /// Whether decoding twice would be within the limit, too.
    var mayBeDecodedTwice: Bool { samples <= limit / 2 }

    /// The samples of all scans so far.
    private var samples = 0
    private let limit: Int

    /// Follows the markers from the first scan on.
    ///
    /// Each scan of a progressive picture may change every sample of its components and take a few
    /// bytes, so the samples of all are limited. They count once more where the decoder has to keep
    /// them between scans.
    init(
        _ bytes: [UInt8], _ segments: JPEGSegments, _ context: DecodingContext
    ) throws(PictureError) {
        let (product, overflow) = context.limits.pixels.multipliedReportingOverflow(
            by: Self.samplesOfPixel)
        limit = max(overflow ? Int.max : product, Self.leastWork)
        let reader = ByteReader(bytes)
        var offset = segments.scanOffset
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
                if marker == Self.startOfScan {
                    try take(scan: reader, at: offset, segments, context)
                }
                guard let length = reader.u16(at: next) else { return }
                next += max(length, 2)
            }
            offset = Self.marker(in: bytes, from: next)
        }
    }

    private mutating func take(
        scan: ByteReader, at offset: Int, _ segments: JPEGSegments, _ context: DecodingContext
    ) throws(PictureError) {
        count += 1
        guard count <= Self.mostScans else {
            throw context.unsupported(
                "expected at most \(Self.mostScans) scans, found another at byte \(offset)")
        }
        if count == (segments.storage.isInterlaced ? 1 : 2) {
            samples += segments.components.reduce(0) { $0 + $1.samples }
        }
        let numbers = (0..<(scan.u8(at: offset + 4) ?? 0)).map { scan.u8(at: offset + 5 + 2 * $0) }
        for component in segments.components where numbers.contains(component.number) {
            samples += component.samples
        }
        guard samples <= limit else {
            throw context.unsupported(
                "expected scans of at most \(limit) samples together (5 for each pixel allowed), found "
                    + "more at byte \(offset)")
        }
    }

    /// The scans that a picture may have however few samples they have.
    static let mostScans = 500
    /// Enough for what most programs write.
    ///
    /// That is six scans of 48 megapixels in grey, or ten of 35 in color with a quarter of the
    /// samples. Each 2^26 take up to 0.4 s.
    private static let samplesOfPixel = 5
    /// The samples that are allowed whatever the limit on pixels is.
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
