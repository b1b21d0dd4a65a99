// swift-format-ignore-file: AlwaysUseLowerCamelCase
// The names are those of the header, against which the compiler checks these functions.
public import CMnist
internal import ImageClassification

/// Begins an evaluation.
@c @implementation
public func mnist_evaluation_create(
    _ model: OpaquePointer?, _ top_k: UInt32, _ evaluation: UnsafeMutablePointer<OpaquePointer?>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> mnist_status {
    unsafe attempt(error) {
        let classCount = unsafe try ModelHandle.of(model, "model").classifier.classCount
        let evaluation = unsafe try variable(evaluation, "evaluation")
        let counts = try emptyEvaluation(classCount: classCount, topK: top_k)
        unsafe evaluation.pointee = EvaluationHandle(.anonymous(counts)).handedOut()
    }
}

private func emptyEvaluation(
    classCount: Int, topK: UInt32
) throws(InterfaceFault) -> Evaluation {
    guard (1...classCount).contains(Int(topK)) else {
        throw .outOfRange("top_k", expected: "1 to \(classCount)", found: Int(topK))
    }
    return Evaluation(classCount: classCount, topK: Int(topK))
}

/// Begins the evaluation of a shard.
@c @implementation
public func mnist_evaluation_create_shard(
    _ model: OpaquePointer?, _ top_k: UInt32, _ name: UnsafePointer<CChar>?,
    _ evaluation: UnsafeMutablePointer<OpaquePointer?>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> mnist_status {
    unsafe attempt(error) {
        let model = unsafe try ModelHandle.of(model, "model")
        let evaluation = unsafe try variable(evaluation, "evaluation")
        let shard = EvaluationHandle.Shard(
            model: try model.identity(), name: unsafe try text(name, "name"),
            digest: DataDigest(shape: model.classifier.inputShape),
            evaluation: try emptyEvaluation(
                classCount: model.classifier.classCount, topK: top_k))
        unsafe evaluation.pointee = EvaluationHandle(.shard(shard)).handedOut()
    }
}

/// Classifies images and compares the answers with their labels.
@c @implementation
public func mnist_evaluation_add(
    _ evaluation: OpaquePointer?, _ session: OpaquePointer?,
    _ images: UnsafePointer<mnist_images>?, _ labels: UnsafePointer<Int32>?, _ label_count: Int,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> mnist_status {
    unsafe attempt(error) {
        let evaluation = unsafe try EvaluationHandle.of(evaluation, "evaluation")
        let session = unsafe try SessionHandle.of(session, "session")
        let view = unsafe try PixelView(images, session.classifier.inputShape)
        guard view.count == label_count else {
            throw InterfaceFault.differs(
                "numbers of images and labels", expected: view.count, found: label_count)
        }
        if view.count > 0, unsafe labels == nil { throw InterfaceFault.null("labels") }
        // Safety: the caller gives as many labels as images.
        let given = unsafe UnsafeBufferPointer(start: labels, count: view.count)
        try evaluation.turn.take("evaluation") {
            try session.turn.take("session") {
                unsafe try evaluation.add(view, given, by: session)
            }
        }
    }
}

extension EvaluationHandle {
    fileprivate func add(
        _ view: PixelView, _ labels: UnsafeBufferPointer<Int32>, by session: SessionHandle
    ) throws {
        let classifier = session.classifier
        let classCount = classifier.classCount
        try requireSame(classCount, evaluation.confusion.classCount)
        // Safety: both buffers have as many values as there are images.
        for image in labels.indices {
            let label = unsafe Int(labels[image])
            guard (0..<classCount).contains(label) else {
                throw InterfaceFault.label(image: image, found: label, classes: classCount)
            }
        }
        var scores: [Score] = []
        scores.reserveCapacity(view.count)
        try session.forEachBlock(of: view) { block, pixels in
            let rows = try session.logits(of: pixels, count: block.count)
            defer { session.scratch = rows }
            for image in block {
                let start = (image - block.lowerBound) * classCount
                let score = unsafe Score(
                    logits: rows.span.extracting(start..<start + classCount),
                    label: Int(labels[image]),
                    areIndependent: classifier.hasIndependentOutputs)
                guard let score else { throw InferenceError.notANumber(image: image) }
                scores.append(score)
            }
        }
        try record(scores, unsafe labels.map { Int($0) }) {
            try session.forEachBlock(of: view, $0)
        }
    }
}

/// Adds what another evaluation has counted.
@c @implementation
public func mnist_evaluation_merge(
    _ evaluation: OpaquePointer?, _ other: OpaquePointer?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> mnist_status {
    unsafe attempt(error) {
        let target = unsafe try EvaluationHandle.of(evaluation, "evaluation")
        let source = unsafe try EvaluationHandle.of(other, "other")
        let part = try source.turn.take("evaluation") { source.content }
        try target.turn.take("evaluation") { try target.merge(part) }
    }
}

/// Reads the figures of an evaluation.
@c @implementation
public func mnist_evaluation_figures(
    _ evaluation: OpaquePointer?, _ figures: UnsafeMutablePointer<mnist_figures>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> mnist_status {
    unsafe attempt(error) {
        let handle = unsafe try EvaluationHandle.of(evaluation, "evaluation")
        let figures = unsafe try variable(figures, "figures")
        let counted = try handle.turn.take("evaluation") { handle.evaluation }
        let interval = counted.accuracyInterval
        unsafe figures.pointee = mnist_figures(
            images: UInt64(counted.total), correct: UInt64(counted.correct),
            top_k_correct: UInt64(counted.topKCorrect), top_k: UInt64(counted.topK),
            accuracy: counted.accuracy, accuracy_low: interval.lower,
            accuracy_high: interval.upper, mean_cross_entropy: counted.meanCrossEntropy,
            brier_score: counted.brierScore)
    }
}

/// Reads the confusion matrix of an evaluation.
@c @implementation
public func mnist_evaluation_confusion(
    _ evaluation: OpaquePointer?, _ counts: UnsafeMutablePointer<UInt64>?, _ capacity: Int,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> mnist_status {
    unsafe attempt(error) {
        let handle = unsafe try EvaluationHandle.of(evaluation, "evaluation")
        let counts = unsafe try variable(counts, "counts")
        let found = try handle.turn.take("evaluation") { handle.evaluation.confusion.counts }
        guard found.count <= capacity else {
            throw InterfaceFault.noRoom("counts", expected: found.count, found: capacity)
        }
        // Safety: the caller has room for at least as many values.
        for index in found.indices { unsafe counts[index] = UInt64(found[index]) }
    }
}

/// The number of classes.
@c @implementation
public func mnist_evaluation_class_count(_ evaluation: OpaquePointer?) -> UInt32 {
    guard let handle = unsafe try? EvaluationHandle.of(evaluation, "evaluation"),
        let counted = try? handle.turn.take("evaluation", { handle.evaluation })
    else { return 0 }
    return UInt32(counted.confusion.classCount)
}

/// Frees an evaluation.
@c @implementation
public func mnist_evaluation_free(_ evaluation: UnsafeMutablePointer<OpaquePointer?>?) {
    unsafe Handle.free(evaluation)
}
