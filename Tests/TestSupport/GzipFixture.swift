internal import CZlib

/// Gzip files made piece by piece (RFC 1952), so that each piece can be made wrong.
public enum GzipFixture {
    /// A sound header of ten bytes, without any optional field.
    public static let header: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]

    /// The content as a raw deflate stream (RFC 1951).
    ///
    /// - Parameter level: 0 stores without compressing, 9 compresses most.
    public static func deflate(_ content: [UInt8], level: Int = 9) -> [UInt8] {
        var stream = unsafe z_stream()
        var compressed = [UInt8](repeating: 0, count: content.count + content.count / 1000 + 64)
        // Safety: zlib gets both buffers with their sizes, and they outlive the calls.
        let written = unsafe content.withUnsafeBufferPointer { source in
            unsafe compressed.withUnsafeMutableBufferPointer { target in
                let status = unsafe deflateInit2_(
                    &stream, CInt(level), Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY,
                    ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size))
                precondition(status == Z_OK, "deflateInit2 failed with \(status)")
                unsafe stream.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
                unsafe stream.avail_in = uInt(source.count)
                unsafe stream.next_out = target.baseAddress
                unsafe stream.avail_out = uInt(target.count)
                let end = unsafe CZlib.deflate(&stream, Z_FINISH)
                precondition(end == Z_STREAM_END, "deflate failed with \(end)")
                unsafe deflateEnd(&stream)
                return unsafe target.count - Int(stream.avail_out)
            }
        }
        return Array(compressed[..<written])
    }

    /// The eight bytes after a member's compressed data: CRC-32 and length of its content.
    public static func trailer(_ content: [UInt8]) -> [UInt8] {
        littleEndian(checksum(content)) + littleEndian(UInt32(truncatingIfNeeded: content.count))
    }

    /// A whole member.
    ///
    /// - Parameter header: All bytes in front of the compressed data.
    public static func member(
        _ content: [UInt8], header: [UInt8] = header, level: Int = 9
    ) -> [UInt8] {
        header + deflate(content, level: level) + trailer(content)
    }

    /// The CRC-32 of gzip.
    public static func checksum(_ bytes: [UInt8]) -> UInt32 {
        // Safety: zlib reads exactly the array's bytes.
        unsafe bytes.withUnsafeBufferPointer {
            unsafe UInt32(crc32(0, $0.baseAddress, uInt($0.count)))
        }
    }

    /// The number's bytes, the lowest first.
    public static func littleEndian<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
        (0..<Number.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
    }
}
