internal import OpenInference

/// An answer but for its body, which stands in the workbench that made it.
struct Answer: Sendable {
    var status = Status.ok
    var contentType: ContentType = .json
    /// How many bytes of the body are JSON, where binary tensors follow.
    var inferenceHeaderLength: Int?
    /// The coding of the body.
    var coding = Coding.identity
    /// The methods that the address knows.
    var allow: StaticString?
    /// Whether the body says what went wrong.
    var isError: Bool { status.rawValue >= 400 }
    /// What was done for a model.
    var work: WorkRecord?
    /// The model's name.
    var model: String?
    /// The identifier that the request gave itself.
    var requestID: String?

    enum ContentType: Sendable {
        case json, octets, metrics, page

        var line: StaticString {
            switch self {
            case .json: "Content-Type: application/json\r\n"
            case .octets: "Content-Type: application/octet-stream\r\n"
            case .page: "Content-Type: text/html; charset=utf-8\r\n"
            case .metrics: "Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n"
            }
        }
    }

    enum Coding: Sendable { case identity, gzip, deflate }

    init(_ status: Status = .ok, _ contentType: ContentType = .json) {
        self.status = status
        self.contentType = contentType
    }

    /// The answer to a request that failed, whose sentence goes into the body.
    init(_ error: RequestError, into output: inout JSONOutput) {
        status =
            switch error.kind {
            case .invalid: .badRequest
            case .notFound: .notFound
            case .tooLarge: .contentTooLarge
            case .unsupportedMedia: .unsupportedMediaType
            case .unprocessable: .unprocessableContent
            case .unavailable, .timedOut: .serviceUnavailable
            case .failed: .internalServerError
            }
        output.removeAll()
        output.error(error.description)
    }
}

/// What was done for a model, in nanoseconds.
struct WorkRecord: Sendable {
    /// The model's place among the counters.
    let model: Int
    var images = 0
    var queue: UInt64 = 0
    var input: UInt64 = 0
    var infer: UInt64 = 0
    var output: UInt64 = 0
    var failure: Failure?

    /// The reasons of Triton's counter of failures.
    enum Failure: Int, CaseIterable, Sendable {
        case rejected, canceled, backend, other

        var label: StaticString {
            switch self {
            case .rejected: "REJECTED"
            case .canceled: "CANCELED"
            case .backend: "BACKEND"
            case .other: "OTHER"
            }
        }
    }
}
