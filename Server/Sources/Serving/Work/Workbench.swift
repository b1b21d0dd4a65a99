internal import ImageClassification
internal import OpenInference

/// What one thread needs to answer requests, used again for each: sessions and memory.
///
/// Safety of `@unchecked Sendable`: a bench is used by one thread at a time, the event loop that owns
/// it, or the worker that has taken it out of a `BenchStore`.
final class Workbench: @unchecked Sendable {
    /// The body of the answer that was made last.
    var output = JSONOutput()
    /// The text of the request that is being read.
    var text: [UInt8] = []
    var pixels = PixelBatch()
    var answer = InferAnswer()
    private var sessions: [(model: ServedModel, session: InferenceSession)] = []

    /// The session of a model, which is made at its first use.
    func session(for model: ServedModel) -> InferenceSession {
        for entry in sessions where entry.model === model { return entry.session }
        // Sessions of models that have been replaced go when there are many.
        if sessions.count >= 32 { sessions.removeAll() }
        let session = InferenceSession(model.classifier)
        sessions.append((model, session))
        return session
    }

    /// Forgets sessions of models that are no longer served.
    func keep(_ table: ModelTable) {
        sessions.removeAll { entry in !table.models.contains { $0 === entry.model } }
    }

    /// Copies bytes to where they can be read as JSON.
    func takeText(_ bytes: Span<UInt8>) {
        text.removeAll(keepingCapacity: text.capacity <= 1 << 20)
        // Safety: the buffer is read within this call only.
        unsafe bytes.withUnsafeBufferPointer { unsafe text.append(contentsOf: $0) }
    }
}
