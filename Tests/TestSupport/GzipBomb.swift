internal import CZlib

extension GzipFixture {
    /// A member whose content is `start` and then `zeros` zero bytes, about 1,000 for each of its
    /// own.
    ///
    /// The content is compressed piece by piece and is never there as a whole.
    public static func bomb(_ start: [UInt8], zeros: Int) -> [UInt8] {
        var stream = unsafe z_stream()
        let gzipFrame: CInt = 16
        // Safety: the stream lives until `deflateEnd`, and each buffer until the call has ended.
        let status = unsafe deflateInit2_(
            &stream, Z_BEST_COMPRESSION, Z_DEFLATED, MAX_WBITS + gzipFrame, 8,
            Z_DEFAULT_STRATEGY, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size))
        precondition(status == Z_OK, "deflateInit2 failed with \(status)")
        var file: [UInt8] = []
        var output = [UInt8](repeating: 0, count: 1 << 16)
        var left = zeros
        var piece = start
        while true {
            let isLast = piece.isEmpty
            unsafe piece.withUnsafeMutableBufferPointer { source in
                unsafe stream.next_in = source.baseAddress
                unsafe stream.avail_in = uInt(source.count)
                repeat {
                    let written = unsafe output.withUnsafeMutableBufferPointer { target in
                        unsafe stream.next_out = target.baseAddress
                        unsafe stream.avail_out = uInt(target.count)
                        _ = unsafe CZlib.deflate(&stream, isLast ? Z_FINISH : Z_NO_FLUSH)
                        return unsafe target.count - Int(stream.avail_out)
                    }
                    file += output[..<written]
                } while unsafe stream.avail_out == 0
            }
            if isLast { break }
            piece = [UInt8](repeating: 0, count: min(left, 1 << 20))
            left -= piece.count
        }
        unsafe deflateEnd(&stream)
        return file
    }
}
