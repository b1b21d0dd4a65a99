internal import NIOCore

/// What an answer needs to be sent.
struct ResponseHead {
    let answer: Answer
    /// What is sent, if it is the page.
    let page: ServedPage?
    let bodyCount: Int
    let closes: Bool
    let origin: String?
    let traceparent: String?

    /// Writes the head: its lines, and the empty one.
    func write(into buffer: inout ByteBuffer, date: [UInt8]) {
        buffer.writeStaticString(answer.status.line)
        buffer.writeBytes(date)
        if answer.status.hasBody {
            buffer.writeStaticString(answer.contentType.line)
            buffer.writeStaticString("Content-Length: ")
            buffer.writeString(String(bodyCount))
            buffer.writeStaticString("\r\n")
        }
        writePolicy(into: &buffer)
        if let length = answer.inferenceHeaderLength {
            buffer.writeStaticString("Inference-Header-Content-Length: ")
            buffer.writeString(String(length))
            buffer.writeStaticString("\r\n")
        }
        switch answer.coding {
        case .identity: break
        case .gzip: buffer.writeStaticString("Content-Encoding: gzip\r\nVary: Accept-Encoding\r\n")
        case .deflate:
            buffer.writeStaticString("Content-Encoding: deflate\r\nVary: Accept-Encoding\r\n")
        }
        if let allow = answer.allow { buffer.writeStaticString(allow) }
        switch answer.status {
        case .unauthorized:
            buffer.writeStaticString("WWW-Authenticate: Bearer realm=\"swift-mnist\"\r\n")
        case .serviceUnavailable: buffer.writeStaticString("Retry-After: 1\r\n")
        default: break
        }
        if let origin {
            buffer.writeStaticString("Access-Control-Allow-Origin: ")
            buffer.writeString(origin)
            buffer.writeStaticString("\r\nVary: Origin\r\n")
            if answer.status == .noContent {
                buffer.writeStaticString(
                    """
                    Access-Control-Allow-Headers: Authorization, Content-Type, \
                    Inference-Header-Content-Length, traceparent\r
                    Access-Control-Allow-Methods: GET, HEAD, POST\r
                    Access-Control-Max-Age: 600\r

                    """)
            }
            buffer.writeStaticString(
                "Access-Control-Expose-Headers: Inference-Header-Content-Length\r\n")
        }
        if let traceparent {
            buffer.writeStaticString("traceparent: ")
            buffer.writeString(traceparent)
            buffer.writeStaticString("\r\n")
        }
        if closes { buffer.writeStaticString("Connection: close\r\n") }
        buffer.writeStaticString("\r\n")
    }

    /// What a browser may do with the answer.
    private func writePolicy(into buffer: inout ByteBuffer) {
        guard let page else {
            buffer.writeStaticString(
                """
                Cache-Control: no-store\r
                Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r
                X-Content-Type-Options: nosniff\r

                """)
            return
        }
        buffer.writeStaticString(
            """
            Cache-Control: no-cache\r
            Vary: Accept\r
            Referrer-Policy: no-referrer\r
            X-Content-Type-Options: nosniff\r

            """)
        buffer.writeString(
            "ETag: \(page.tag)\r\nContent-Security-Policy: \(page.policy)\r\n")
    }
}
