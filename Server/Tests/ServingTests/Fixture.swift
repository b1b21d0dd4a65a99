import ImageClassification
import Serving

/// A server that is stopped when the test is over.
final class RunningServer {
    let server: InferenceServer
    var port: Int { server.port }

    init(_ change: (inout ServerConfiguration) -> Void = { _ in }) throws {
        var configuration = ServerConfiguration()
        configuration.port = 0
        configuration.drainTimeout = 5
        change(&configuration)
        server = try InferenceServer.start(configuration)
    }

    deinit { server.stop() }

    func wire() throws -> Wire { try Wire(port: port) }
}

/// Images that are the same in every run, half of their pixels black.
func images(_ count: Int) -> [UInt8] {
    var state: UInt32 = 7
    return (0..<count * 784).map { _ in
        state = state &* 1_664_525 &+ 1_013_904_223
        return state >> 31 == 0 ? 0 : UInt8(truncatingIfNeeded: state >> 16)
    }
}

/// The logits that the library gives, as little-endian bytes.
func logitBytes(_ pixels: [UInt8], _ model: BundledModel) throws -> [UInt8] {
    try InferenceSession(Classifier(model)).logits(of: pixels).flatMap { value in
        (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
    }
}

let rawFields = "Inference-Header-Content-Length: 0\r\nContent-Type: application/octet-stream\r\n"

extension Wire.Answer {
    /// What follows the JSON text.
    var binary: [UInt8] {
        Array(body.dropFirst(Int(fields["inference-header-content-length"] ?? "") ?? body.count))
    }
}
