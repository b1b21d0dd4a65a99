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
        guard (1...classCount).contains(Int(top_k)) else {
            throw InterfaceFault.outOfRange(
                "top_k", expected: "1 to \(classCount)", found: Int(top_k))
        }
        unsafe evaluation.pointee =
            EvaluationHandle(classCount: classCount, topK: Int(top_k)).handedOut()
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
        let first = evaluation.total
        for image in scores.indices {
            unsafe evaluation.record(
                scores[image], index: first + image, label: Int(labels[image]))
        }
    }
}

/// Refuses evaluations, or models, of other classes.
private func requireSame(_ found: Int, _ expected: Int) throws(InterfaceFault) {
    guard found == expected else {
        throw .differs("numbers of classes", expected: expected, found: found)
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
        let part = try source.turn.take("evaluation") { source.evaluation }
        try target.turn.take("evaluation") {
            try requireSame(part.confusion.classCount, target.evaluation.confusion.classCount)
            guard part.topK == target.evaluation.topK else {
                throw InterfaceFault.differs(
                    "values of top_k", expected: target.evaluation.topK, found: part.topK)
            }
            target.evaluation.merge(part)
        }
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

/// Frees an evaluation.
@c @implementation
public func mnist_evaluation_free(_ evaluation: UnsafeMutablePointer<OpaquePointer?>?) {
    unsafe Handle.free(evaluation)
}
