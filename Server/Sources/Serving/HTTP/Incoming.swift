internal import NIOCore
internal import OpenInference

/// A request while it comes in and is answered.
struct Incoming {
    let start: UInt64
    let method: String
    let target: String
    let route: Route?
    let fields: RequestFields
    /// Whether the answer has no body, though its length is told.
    let isHead: Bool
    /// Whether the connection ends with the answer.
    var closes: Bool
    /// What is answered once the body has gone by; `nil` if the request is welcome.
    var refusal: Refusal?
    var body: ByteBuffer?
    var bodyCount = 0

    struct Refusal {
        var status: Status
        var sentence: String
        var allow: StaticString?
    }
}
