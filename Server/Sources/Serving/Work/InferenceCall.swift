internal import ImageClassification
internal import NIOCore
internal import OpenInference
internal import TensorCore

/// A request for a model with all that is needed to answer it, on whichever thread.
struct InferenceCall: Sendable {
    enum Kind: Sendable {
        /// Open Inference Protocol; the length of the JSON text, `nil` if the body is nothing else.
        case infer(headerLength: Int?)
        /// KServe's first version.
        case predict
        /// A picture.
        case classify(PictureQuery)
    }

    let model: ServedModel
    let kind: Kind
    let body: ByteBuffer
    let contentEncoding: String?
    let contentType: String?
    let acceptedCoding: Answer.Coding
    let limits: CallLimits
}

/// The limits that a call is read with.
struct CallLimits: Sendable {
    let body: Int

    var request: RequestLimits { RequestLimits(elements: body) }
}

extension Workbench {
    /// Answers a call; the body of the answer is in ``output`` afterwards.
    func perform(_ call: InferenceCall) -> Answer {
        var work = WorkRecord(model: call.model.index)
        let start = Clock.now()
        output.removeAll()
        do {
            var answer = Answer()
            answer.model = call.model.contract.name
            switch try inflatedBody(of: call) {
            case nil:
                try perform(
                    call, body: call.body.readableBytesUInt8Span, &work, &answer, since: start)
            case let bytes?:
                try perform(call, body: bytes.span, &work, &answer, since: start)
            }
            answer.work = work
            encode(&answer, call.acceptedCoding)
            return answer
        } catch let error {
            work.failure = error.kind == .failed ? .backend : .other
            var answer = Answer(error, into: &output)
            answer.work = work
            answer.model = call.model.contract.name
            return answer
        }
    }

    /// The body without its coding; `nil` if it has none.
    private func inflatedBody(of call: InferenceCall) throws(RequestError) -> [UInt8]? {
        guard let coding = call.contentEncoding?.lowercased(), coding != "identity" else {
            return nil
        }
        guard ["gzip", "x-gzip", "deflate"].contains(coding) else {
            throw RequestError(
                .unsupportedMedia,
                "Content-Encoding: expected gzip, deflate or none, found another one")
        }
        return try BodyCoding.inflate(
            call.body.readableBytesSpan, limit: call.limits.body)
    }

    /// Deflates the body of an answer where the client asked for it and it is worth the time.
    private func encode(_ answer: inout Answer, _ coding: Answer.Coding) {
        guard coding != .identity, output.bytes.count >= 1024,
            let bytes = BodyCoding.deflate(output.bytes, coding)
        else { return }
        output.bytes = bytes
        answer.coding = coding
    }

    private func perform(
        _ call: InferenceCall, body: Span<UInt8>, _ work: inout WorkRecord,
        _ answer: inout Answer, since start: UInt64
    ) throws(RequestError) {
        switch call.kind {
        case .infer(let headerLength):
            try infer(call, headerLength, body, &work, &answer, since: start)
        case .predict:
            takeText(body)
            let request = try PredictRequest.read(json: text, limits: call.limits.request)
            try run(request, call.model, binary: body.extracting(0..<0), &work, since: start)
            let inferred = Clock.now()
            self.answer.writePredictions(
                classCount: call.model.contract.classCount, into: &output)
            work.output = Clock.now() - inferred
        case .classify(let query):
            try classify(call, query, body, &work, since: start)
        }
    }

    private func infer(
        _ call: InferenceCall, _ headerLength: Int?, _ body: Span<UInt8>,
        _ work: inout WorkRecord, _ answer: inout Answer, since start: UInt64
    ) throws(RequestError) {
        let model = call.model.contract
        let length = headerLength ?? body.count
        guard length <= body.count else {
            throw RequestError(
                .invalid,
                "Inference-Header-Content-Length: expected at most the \(body.count) bytes of the "
                    + "body, found \(length)")
        }
        let request: InferRequest
        if length == 0, headerLength != nil {
            request = try InferRequest(rawBytes: body.count, imageSize: model.imageSize)
        } else {
            takeText(body.extracting(first: length))
            request = try InferRequest(
                json: text, binaryByteCount: body.count - length, limits: call.limits.request)
        }
        answer.requestID = request.id
        try run(
            request, call.model, binary: body.extracting(droppingFirst: length), &work,
            since: start)
        let inferred = Clock.now()
        answer.inferenceHeaderLength = try self.answer.write(
            to: request, by: model, into: &output)
        if answer.inferenceHeaderLength != nil { answer.contentType = .octets }
        work.output = Clock.now() - inferred
    }

    /// Computes what a request asks for into ``answer``.
    private func run(
        _ request: InferRequest, _ model: ServedModel, binary: Span<UInt8>,
        _ work: inout WorkRecord, since start: UInt64
    ) throws(RequestError) {
        let contract = model.contract
        let count = try contract.imageCount(of: request.input.shape)
        let isDirect = request.input.isRawBytes(
            count: count, imageSize: contract.imageSize, binaryCount: binary.count)
        if !isDirect {
            // Safety: bytes have no padding that could be read.
            let bytes = unsafe binary.bytes
            try request.input.read(
                into: &pixels, count: count, imageSize: contract.imageSize, binary: bytes)
        }
        let read = Clock.now()
        work.input = read - start
        work.images = count
        // Taken out for the time being, since a part of it cannot be lent together with the bench.
        var answer = InferAnswer()
        swap(&answer, &self.answer)
        defer { swap(&answer, &self.answer) }
        answer.reset(count: count, classCount: contract.classCount)
        do {
            if isDirect {
                try logits(of: binary, model, into: &answer)
            } else if pixels.isFractional {
                answer.logits = try session(for: model).classifier
                    .logits(ofPixelValues: pixels.values).elements
            } else {
                let bytes = pixels.bytes
                try logits(of: bytes.span, model, into: &answer)
            }
            let values = answer.logits
            var classes = answer.classes.mutableSpan
            try Kernels.argmax(
                values.span, columns: contract.classCount, into: &classes)
        } catch {
            throw RequestError(.failed, "the network: expected numbers, found \(error)")
        }
        if request.outputs.contains(where: { $0.name == .probabilities }) {
            answer.probabilities.append(contentsOf: answer.logits)
            var span = answer.probabilities.mutableSpan
            session(for: model).classifier.turnLogitsIntoProbabilities(&span)
        }
        work.infer = Clock.now() - read
    }

    private func logits(
        of pixels: Span<UInt8>, _ model: ServedModel, into answer: inout InferAnswer
    ) throws {
        var logits = answer.logits.mutableSpan
        try session(for: model).logits(of: pixels, into: &logits)
    }
}
