internal import CZlib
package import Checksums

/// zlib's decoder for one raw deflate stream after another (RFC 1951).
///
/// The frame around the streams, gzip or zip, is read by whoever uses this, and can therefore say
/// exactly what is wrong with it and where; zlib itself would only say "incorrect data check".
@safe package final class Inflater {
    /// No deflate stream is denser: two bits that stand for 258 bytes.
    package static let maximumExpansion = 1032

    /// What one call achieved.
    package enum Outcome {
        /// Wrote this many bytes; more are to come.
        case produced(Int)
        /// Wrote this many bytes and reached the end of the stream.
        case finished(Int)
        /// No byte could be read or written: the input at hand is used up.
        case starved
        /// The stream breaks the rules of deflate; the reason is zlib's.
        case damaged(reason: String)
    }

    /// The CRC-32 of everything written since the last `reset()`.
    package private(set) var checksum = CRC32()
    /// On the heap, since zlib keeps the address of its stream.
    private let stream: UnsafeMutablePointer<z_stream>

    /// Fails when zlib cannot get the memory it needs.
    package init?() {
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        // Safety: the stream is initialized. Negative window bits mean raw deflate.
        let status = unsafe inflateInit2_(
            stream, -MAX_WBITS, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size))
        if status != Z_OK { return nil }
    }

    deinit {
        // Safety: this object owns the stream; zlib accepts one whose initialization failed.
        _ = unsafe inflateEnd(stream)
        unsafe stream.deallocate()
    }

    /// Prepares for the first byte of the next stream.
    package func reset() {
        checksum = CRC32()
        // Safety: the stream was initialized by `init`.
        _ = unsafe inflateReset(stream)
    }

    /// Decodes from `source` into `output`, until either is used up.
    ///
    /// - Returns: How many bytes of `source` were used, and what came of them.
    package func inflate(
        _ source: RawSpan, into output: inout MutableRawSpan
    ) -> (used: Int, outcome: Outcome) {
        // Safety: zlib gets the two buffers with their exact sizes (or less) and forgets both
        // before this call ends, when they are still alive.
        unsafe output.withUnsafeMutableBytes { target in
            unsafe source.withUnsafeBytes { unsafe inflate($0, into: target) }
        }
    }

    private func inflate(
        _ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer
    ) -> (used: Int, outcome: Outcome) {
        let limit = Int(Int32.max)
        let (inputSize, outputSize) = (min(source.count, limit), min(target.count, limit))
        // zlib only reads from `next_in`, whatever its type says.
        unsafe stream.pointee.next_in = UnsafeMutablePointer(
            mutating: source.bindMemory(to: UInt8.self).baseAddress)
        unsafe stream.pointee.avail_in = uInt(inputSize)
        unsafe stream.pointee.next_out = target.bindMemory(to: UInt8.self).baseAddress
        unsafe stream.pointee.avail_out = uInt(outputSize)
        let status = unsafe CZlib.inflate(stream, Z_NO_FLUSH)
        let used = unsafe inputSize - Int(stream.pointee.avail_in)
        let written = unsafe outputSize - Int(stream.pointee.avail_out)
        unsafe stream.pointee.next_in = nil
        unsafe stream.pointee.next_out = nil
        unsafe checksum.update(UnsafeRawBufferPointer(rebasing: target[..<written]))

        switch status {
        case Z_STREAM_END:
            return (used, .finished(written))
        case Z_OK where used + written > 0, Z_BUF_ERROR where used + written > 0:
            return (used, .produced(written))
        case Z_OK, Z_BUF_ERROR:
            return (used, .starved)
        case Z_DATA_ERROR where written > 0:
            // What came before the damage is handed out; zlib says the same of it once more.
            return (used, .produced(written))
        case Z_MEM_ERROR:
            return (used, .damaged(reason: "insufficient memory"))
        default:
            // Safety: zlib's messages are constant strings.
            let reason = unsafe stream.pointee.msg.map { unsafe String(cString: $0) }
            return (used, .damaged(reason: reason ?? "invalid data"))
        }
    }
}
