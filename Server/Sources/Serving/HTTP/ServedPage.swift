internal import CZlib
internal import NIOCore

/// The page that browsers get, read once.
struct ServedPage: Sendable {
    let content: ByteBuffer
    /// The policy that the page states itself, and that nobody may frame it.
    let policy: String
    /// Another one for other content, with its quotes.
    let tag: String

    /// Eight times what `tools/page` makes.
    private static let mostBytes = 8 << 20
    /// Where the policy has to be found.
    private static let headBytes = 1 << 16
    private static let policyStart = Array(
        #"<meta http-equiv="Content-Security-Policy" content=""#.utf8)

    /// Reads a page.
    ///
    /// - Throws: ``ServerError/page(file:reason:)`` for a file that cannot be read, is too large or
    ///   states no policy: what is served has to say what it may load.
    init(path: String) throws(ServerError) {
        guard let bytes = fileContent(of: path, limit: Self.mostBytes) else {
            throw .page(
                file: path,
                reason: "expected a page of at most \(Self.mostBytes) bytes, found none")
        }
        guard let policy = Self.policy(in: bytes) else {
            throw .page(
                file: path,
                reason: "expected a page that states its Content-Security-Policy in a <meta>, as "
                    + "that of tools/page does, found none")
        }
        self.policy = policy + "; frame-ancestors 'none'"
        content = ByteBuffer(bytes: bytes)
        // Safety: zlib reads as many bytes as it is told, during the call only.
        let checksum = unsafe bytes.withUnsafeBufferPointer {
            unsafe crc32(0, $0.baseAddress, uInt($0.count))
        }
        tag = "\"\(bytes.count)-\(checksum)\""
    }

    /// Whether the field `If-None-Match` names this page.
    func isNamed(by field: String) -> Bool {
        field.split(separator: ",").contains {
            let name = $0.trimmed
            return name == "*" || name == tag || name == "W/" + tag
        }
    }

    private static func policy(in bytes: [UInt8]) -> String? {
        let head = bytes.prefix(headBytes)
        guard
            let start = head.indices.first(where: { head[$0...].starts(with: policyStart) })
        else { return nil }
        let policy = head[(start + policyStart.count)...].prefix { $0 != UInt8(ascii: "\"") }
        // Nothing that would end the field.
        guard !policy.isEmpty, policy.endIndex < head.endIndex,
            policy.allSatisfy({ (0x20...0x7E).contains($0) })
        else { return nil }
        return String(decoding: policy, as: UTF8.self)
    }
}
