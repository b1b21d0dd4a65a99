#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A connection to a server on this machine, byte by byte, as a client that may break every rule.
final class Wire {
    private let socket: CInt
    private var received: [UInt8] = []

    struct Failure: Error {
        let reason: String
    }

    /// An answer as it came.
    struct Answer {
        let status: Int
        let fields: [String: String]
        let body: [UInt8]
        var text: String { String(decoding: body, as: UTF8.self) }
    }

    init(port: Int) throws {
        socket = newSocket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        // Safety: the address outlives the call, which only reads it.
        let status = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else { throw Failure(reason: "connect: \(errno)") }
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        // Safety: as above.
        unsafe setsockopt(
            socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(socket) }

    func send(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            // Safety: the pointer is used within the closure only.
            let count = unsafe rest.withUnsafeBytes {
                unsafe sendBytes(socket, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw Failure(reason: "send: \(errno)") }
            rest = rest.dropFirst(count)
        }
    }

    func send(_ text: String) throws { try send(Array(text.utf8)) }

    /// Tells the server that nothing more will come.
    func finishSending() { shutdown(socket, CInt(SHUT_WR)) }

    /// Lets the server wait for longer than it does for the end of a connection.
    func waitLong() { sleep(4) }

    /// Waits for more bytes; `false` at the end.
    private func receive() throws -> Bool {
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        // Safety: at most the size of the chunk is written.
        let count = unsafe recv(socket, &chunk, chunk.count, 0)
        guard count >= 0 else { throw Failure(reason: "recv: \(errno)") }
        received += chunk[..<count]
        return count > 0
    }

    /// Whether the server ends the connection without another byte.
    func isClosed() throws -> Bool {
        guard received.isEmpty else { return false }
        do { return try !receive() } catch { return errno == ECONNRESET }
    }

    /// The next answer; `hasBody` is false for answers to HEAD.
    func answer(hasBody: Bool = true) throws -> Answer {
        let end = Array("\r\n\r\n".utf8)
        var head: Int?
        while head == nil {
            if received.count >= 4 {
                head = (0...received.count - 4).first { received[$0..<$0 + 4].elementsEqual(end) }
            }
            if head == nil, try !receive() { throw Failure(reason: "no whole answer") }
        }
        let lines = String(decoding: received[..<(head ?? 0)], as: UTF8.self)
            .split(separator: "\r\n")
        received.removeFirst((head ?? 0) + 4)
        var fields: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            fields[parts[0].lowercased()] = String(parts[1].drop { $0 == " " })
        }
        let count = hasBody ? Int(fields["content-length"] ?? "0") ?? 0 : 0
        while received.count < count {
            guard try receive() else { throw Failure(reason: "a part of the body") }
        }
        let body = Array(received[..<count])
        received.removeFirst(count)
        let status = Int(lines[0].split(separator: " ")[1]) ?? 0
        return Answer(status: status, fields: fields, body: body)
    }

    func get(_ target: String, fields: String = "") throws -> Answer {
        try send("GET \(target) HTTP/1.1\r\nHost: localhost\r\n\(fields)\r\n")
        return try answer()
    }

    func post(_ target: String, _ body: [UInt8], fields: String = "") throws -> Answer {
        try sendPost(target, body, fields: fields)
        return try answer()
    }

    func sendPost(_ target: String, _ body: [UInt8], fields: String = "") throws {
        try send(
            Array(
                "POST \(target) HTTP/1.1\r\nHost: localhost\r\nContent-Length: \(body.count)\r\n\(fields)\r\n"
                    .utf8) + body)
    }

    func post(_ target: String, _ body: String, fields: String = "") throws -> Answer {
        try post(target, Array(body.utf8), fields: fields)
    }
}

// The system's functions, which methods of the same names would hide.
private func newSocket(_ family: CInt, _ kind: CInt, _ `protocol`: CInt) -> CInt {
    socket(family, kind, `protocol`)
}

private func sendBytes(
    _ socket: CInt, _ bytes: UnsafeRawPointer?, _ count: Int, _ flags: CInt
) -> Int {
    unsafe send(socket, bytes, count, flags)
}
