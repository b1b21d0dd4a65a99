internal import NIOHTTP1

/// The fields of a request's head that mean something here, found in one pass.
struct RequestFields: Sendable {
    var contentLength: Int?
    var isChunked = false
    var contentType: String?
    var contentEncoding: String?
    var accept: String?
    var acceptedCoding = Answer.Coding.identity
    var authorization: String?
    var expect: String?
    var host: String?
    var hostCount = 0
    var origin: String?
    var ifNoneMatch: String?
    var traceparent: String?
    var inferenceHeaderLength: String?
    var requestID: String?
    var asksForUpgrade = false

    init(_ headers: HTTPHeaders) {
        for (name, value) in headers {
            // The length tells most fields apart before letters are compared.
            switch name.utf8.count {
            case 4 where name.isField("host"):
                host = value
                hostCount += 1
            case 6:
                if name.isField("expect") {
                    expect = value
                } else if name.isField("origin") {
                    origin = value
                } else if name.isField("accept") {
                    accept = value
                }
            case 7 where name.isField("upgrade"): asksForUpgrade = true
            case 11 where name.isField("traceparent"):
                if Self.isTraceparent(value) { traceparent = value }
            case 12 where name.isField("x-request-id"): requestID = value
            case 12 where name.isField("content-type"): contentType = value
            case 13 where name.isField("authorization"): authorization = value
            case 13 where name.isField("if-none-match"): ifNoneMatch = value
            case 14 where name.isField("content-length"): contentLength = Int(value)
            case 15 where name.isField("accept-encoding"):
                acceptedCoding = Self.coding(accepted: value)
            case 16 where name.isField("content-encoding"):
                contentEncoding = contentEncoding.map { $0 + ", " + value } ?? value
            case 17 where name.isField("transfer-encoding"): isChunked = true
            case 31 where name.isField("inference-header-content-length"):
                inferenceHeaderLength = value
            default: break
            }
        }
    }

    /// Whether a person looks at the answer: browsers name HTML, programs take anything.
    var asksForHTML: Bool { accept?.lowercased().contains("text/html") ?? false }

    /// The coding to answer in: gzip before deflate, and neither where it is given no weight.
    private static func coding(accepted value: String) -> Answer.Coding {
        var best = Answer.Coding.identity
        for item in value.split(separator: ",") {
            let parts = item.split(separator: ";").map { $0.trimmed }
            if parts.dropFirst().contains(where: { ["q=0", "q=0.0"].contains($0.lowercased()) }) {
                continue
            }
            switch parts.first?.lowercased() {
            case "gzip", "x-gzip": return .gzip
            case "deflate": best = .deflate
            default: break
            }
        }
        return best
    }

    /// Whether a value has the form of W3C's trace context: `00-` and so on, 55 characters.
    private static func isTraceparent(_ value: String) -> Bool {
        let parts = value.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        return value.utf8.count == 55 && parts.map(\.count) == [2, 32, 16, 2]
            && parts.joined().allSatisfy {
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                    || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
            }
    }
}

extension String {
    /// Whether the name of a field is this one, which is in lower case.
    fileprivate func isField(_ name: StaticString) -> Bool {
        var index = 0
        for byte in utf8 {
            // Safety: the names have been compared in length.
            let expected = unsafe name.utf8Start[index]
            guard byte == expected || byte | 0x20 == expected else { return false }
            index += 1
        }
        return true
    }
}

extension Substring {
    /// The text without spaces and tabs at its ends.
    var trimmed: Substring {
        var text = self
        while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return text
    }
}
