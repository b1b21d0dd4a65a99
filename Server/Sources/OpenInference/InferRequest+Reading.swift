internal import StrictJSON

extension InferRequest {
    /// Reads a request: a JSON text, and the number of bytes that follow it.
    ///
    /// - Parameters:
    ///   - json: Holds the text.
    ///   - range: Where the text is; `nil` for all bytes.
    ///   - binaryByteCount: How many bytes follow, to which inputs have to add up.
    ///   - limits: What the request may ask for.
    /// - Throws: ``RequestError`` for whatever breaks the protocol.
    public init(
        json: [UInt8], in range: Range<Int>? = nil, binaryByteCount: Int = 0,
        limits: RequestLimits
    ) throws(RequestError) {
        var reading = RequestReading(
            reader: JSONReader(json, in: range, maximumDepth: limits.depth), limits: limits)
        do {
            try reading.readRequest()
        } catch let error as JSONError {
            throw RequestError(.invalid, "the request: \(error)")
        } catch let error as RequestError {
            throw error
        } catch {
            throw RequestError(.invalid, "the request: \(error)")
        }
        self = try reading.request(binaryByteCount: binaryByteCount)
    }
}
