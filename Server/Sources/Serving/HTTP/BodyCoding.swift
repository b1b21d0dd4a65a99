internal import CZlib
internal import OpenInference

/// Bodies in the codings gzip and deflate (RFC 1950 and 1952), through zlib.
enum BodyCoding {
    /// Inflates a body.
    ///
    /// - Parameters:
    ///   - body: One zlib stream, or one or more members of gzip.
    ///   - limit: The most bytes that may come out.
    /// - Throws: ``RequestError`` for a damaged body and for one that inflates to more.
    static func inflate(_ body: RawSpan, limit: Int) throws(RequestError) -> [UInt8] {
        // On the heap, since zlib keeps the address of its stream.
        let place = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        unsafe place.initialize(to: z_stream())
        defer { unsafe place.deallocate() }
        // 32 more window bits: the format is told by its first bytes.
        guard
            unsafe inflateInit2_(
                place, MAX_WBITS + 32, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size)) == Z_OK
        else { throw RequestError(.unavailable, "the body: insufficient memory to inflate it") }
        defer { _ = unsafe inflateEnd(place) }
        var output: [UInt8] = []
        var isFinished = false
        let result = unsafe body.withUnsafeBytes { (bytes) -> RequestError? in
            // Safety: zlib reads no byte outside of `bytes`, and only during this closure.
            unsafe place.pointee.next_in = UnsafeMutablePointer(
                mutating: bytes.bindMemory(to: UInt8.self).baseAddress)
            unsafe place.pointee.avail_in = uInt(bytes.count)
            while true {
                if isFinished {
                    guard unsafe place.pointee.avail_in > 0 else { return nil }
                    // Another member follows.
                    guard unsafe inflateReset(place) == Z_OK else { return damaged() }
                    isFinished = false
                }
                let (status, chunk) = unsafe nextChunk(place)
                output.append(contentsOf: chunk)
                guard output.count <= limit else {
                    return RequestError(
                        .tooLarge,
                        "the body: expected at most \(limit) bytes once inflated, found more")
                }
                switch status {
                case Z_STREAM_END: isFinished = true
                case Z_OK where !chunk.isEmpty: break
                default: return damaged()
                }
            }
        }
        if let result { throw result }
        return output
    }

    private static func damaged() -> RequestError {
        RequestError(
            .invalid, "the body: expected a whole gzip or zlib stream, found a damaged one")
    }

    /// Inflates up to 64 KiB.
    private static func nextChunk(_ stream: UnsafeMutablePointer<z_stream>) -> (CInt, [UInt8]) {
        var status: CInt = Z_OK
        // Safety: zlib writes at most `avail_out` bytes.
        let chunk = unsafe [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
            unsafe stream.pointee.next_out = buffer.baseAddress
            unsafe stream.pointee.avail_out = uInt(buffer.count)
            unsafe status = CZlib.inflate(stream, Z_NO_FLUSH)
            unsafe count = buffer.count - Int(stream.pointee.avail_out)
        }
        return (status, chunk)
    }

    /// Deflates a body, fast rather than small; `nil` if memory is short.
    static func deflate(_ body: [UInt8], _ coding: Answer.Coding) -> [UInt8]? {
        let place = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        unsafe place.initialize(to: z_stream())
        defer { unsafe place.deallocate() }
        // 16 more window bits: with the frame of gzip.
        guard
            unsafe deflateInit2_(
                place, 1, Z_DEFLATED, coding == .gzip ? MAX_WBITS + 16 : MAX_WBITS, 8,
                Z_DEFAULT_STRATEGY, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size)) == Z_OK
        else { return nil }
        defer { _ = unsafe deflateEnd(place) }
        let bound = unsafe Int(deflateBound(place, uLong(body.count)))
        var isWhole = false
        // Safety: the bound is enough for one call; zlib reads and writes within the sizes it is told.
        let output = unsafe body.withUnsafeBufferPointer { source in
            unsafe [UInt8](unsafeUninitializedCapacity: bound) { buffer, count in
                unsafe place.pointee.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
                unsafe place.pointee.avail_in = uInt(source.count)
                unsafe place.pointee.next_out = buffer.baseAddress
                unsafe place.pointee.avail_out = uInt(buffer.count)
                unsafe isWhole = CZlib.deflate(place, Z_FINISH) == Z_STREAM_END
                unsafe count = buffer.count - Int(place.pointee.avail_out)
            }
        }
        return isWhole ? output : nil
    }
}
