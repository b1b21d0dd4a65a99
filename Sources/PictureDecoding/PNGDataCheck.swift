internal import CZlib

/// Inflates the image data once to compare its length and checksum, and keeps nothing of it.
///
/// libpng takes what it needs: it warns at most of data that goes on after the last row, and does
/// not look at what follows the zlib stream, or at its checksum where that starts a new chunk.
@safe final class PNGDataCheck {
    private static let bufferSize = 1 << 15

    private let header: PNGHeader
    private let context: DecodingContext
    private var produced = 0
    private var hasEnded = false
    /// On the heap, since zlib keeps the address of its stream.
    private let stream: UnsafeMutablePointer<z_stream>
    private let buffer: UnsafeMutablePointer<UInt8>

    private init(_ header: PNGHeader, _ context: DecodingContext) {
        self.header = header
        self.context = context
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        unsafe buffer = .allocate(capacity: Self.bufferSize)
    }

    deinit {
        // Safety: this object owns both; zlib accepts a stream whose initialization failed.
        _ = unsafe inflateEnd(stream)
        unsafe stream.deallocate()
        unsafe buffer.deallocate()
    }

    /// Refuses image data that is not exactly the rows of the picture.
    static func run(
        _ bytes: [UInt8], _ chunks: PNGChunks, _ context: DecodingContext
    ) throws(PictureError) {
        let check = PNGDataCheck(chunks.header, context)
        // Safety: the stream is initialized to zeros.
        guard
            unsafe inflateInit_(check.stream, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size))
                == Z_OK
        else {
            throw context.damaged(chunks.data.lowerBound, "expected memory for zlib, found none")
        }
        let reader = ByteReader(bytes)
        var offset = chunks.data.lowerBound
        while offset < chunks.data.upperBound, let length = reader.u32(at: offset) {
            try check.inflate(bytes, offset + 8..<offset + 8 + length)
            offset += 12 + length
        }
        let expected = chunks.header.inflatedByteCount
        guard check.hasEnded, check.produced == expected else {
            throw context.damaged(
                chunks.data.upperBound,
                check.hasEnded
                    ? "expected \(expected) bytes of rows in the image data, found "
                        + "\(check.produced)"
                    : "expected the end of the zlib stream, found the end of the image data after "
                        + "\(check.produced) of \(expected) bytes of rows")
        }
    }

    /// Goes on with the content of a chunk.
    private func inflate(_ bytes: [UInt8], _ content: Range<Int>) throws(PictureError) {
        var place = content.lowerBound
        var isBufferFull = false
        // zlib may hold rows back after the last byte of a chunk, if the buffer was full.
        while !hasEnded, place < content.upperBound || isBufferFull {
            let status = step(bytes, &place, content.upperBound)
            isBufferFull = unsafe stream.pointee.avail_out == 0
            guard produced <= header.inflatedByteCount else {
                throw context.damaged(
                    place,
                    "expected \(header.inflatedByteCount) bytes of rows in the image data, found "
                        + "more")
            }
            switch status {
            case Z_STREAM_END: hasEnded = true
            case Z_OK, Z_BUF_ERROR: break
            default:
                // Safety: the text is a constant of zlib's, or none.
                let words = unsafe stream.pointee.msg.map { unsafe String(cString: $0) }
                throw context.damaged(
                    place,
                    "expected sound image data, found: \(words ?? "zlib status \(status)")")
            }
        }
        guard place == content.upperBound else {
            throw context.damaged(
                place,
                "expected the end of the image data after its zlib stream, found "
                    + "\(content.upperBound - place) bytes more in the chunk IDAT")
        }
    }

    /// One call of zlib; moves the place on.
    private func step(_ bytes: [UInt8], _ place: inout Int, _ end: Int) -> CInt {
        // Safety: zlib reads up to `end` of the array, and writes at most the buffer.
        unsafe bytes.withUnsafeBufferPointer { input in
            let count = min(end - place, Int(CUnsignedInt.max))
            unsafe stream.pointee.next_in = UnsafeMutablePointer(
                mutating: input.baseAddress.map { unsafe $0 + place })
            unsafe stream.pointee.avail_in = CUnsignedInt(count)
            unsafe stream.pointee.next_out = buffer
            unsafe stream.pointee.avail_out = CUnsignedInt(Self.bufferSize)
            let status = unsafe CZlib.inflate(stream, Z_NO_FLUSH)
            place += unsafe count - Int(stream.pointee.avail_in)
            produced += unsafe Self.bufferSize - Int(stream.pointee.avail_out)
            return status
        }
    }
}
