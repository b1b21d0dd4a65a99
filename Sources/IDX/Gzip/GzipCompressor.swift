internal import CZlib

/// zlib's encoder of one gzip member (RFC 1952), part by part.
@safe final class GzipCompressor {
    /// On the heap, since zlib keeps the address of its stream.
    private let stream: UnsafeMutablePointer<z_stream>
    private var output = [UInt8](repeating: 0, count: 128 << 10)

    /// zlib's own default, and the wrapper that its window bits ask for.
    private static let level: CInt = 6
    private static let gzipWindowBits = MAX_WBITS + 16

    init() {
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        // Safety: the stream is initialized and stays where it is.
        let status = unsafe deflateInit2_(
            stream, Self.level, Z_DEFLATED, Self.gzipWindowBits, 8, Z_DEFAULT_STRATEGY,
            ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size))
        // A quarter of a megabyte that is not given is the end of the process anyway.
        precondition(status == Z_OK, "zlib cannot start: \(status)")
    }

    deinit {
        // Safety: this object owns the stream.
        _ = unsafe deflateEnd(stream)
        unsafe stream.deallocate()
    }

    /// What comes out for `content`, and with the last of it the end of the member.
    func compress(_ content: [UInt8], isLast: Bool) -> [UInt8] {
        var result: [UInt8] = []
        // Safety: zlib gets the two buffers with their exact sizes, which outlive the calls; it only
        // reads from `next_in`, whatever its type says.
        unsafe content.withUnsafeBufferPointer { source in
            unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
            unsafe stream.pointee.avail_in = uInt(source.count)
            var status = Z_OK
            repeat {
                unsafe output.withUnsafeMutableBufferPointer { target in
                    unsafe stream.pointee.next_out = target.baseAddress
                    unsafe stream.pointee.avail_out = uInt(target.count)
                    status = unsafe deflate(stream, isLast ? Z_FINISH : Z_NO_FLUSH)
                    let written = unsafe target.count - Int(stream.pointee.avail_out)
                    unsafe result.append(contentsOf: target[..<written])
                }
            } while unsafe stream.pointee.avail_out == 0 && status != Z_STREAM_END
            unsafe stream.pointee.next_in = nil
        }
        return result
    }
}
