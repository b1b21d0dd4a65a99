internal import FileIO
internal import ImageClassification
internal import StrictJSON

extension PartialEvaluation {
    /// What the first member of a partial result says.
    static let format = "swift-mnist partial evaluation"
    /// The version of the format, which rises when readers of the one before would misread it.
    static let version = 1
    /// The most bytes that a partial result has.
    package static let largestFile = 16 << 20

    /// The content of a file that ``init(bytes:source:)`` reads.
    ///
    /// The bytes depend on what was counted, not on the order in which parts were merged, but for
    /// times.
    ///
    /// - Throws: ``PartialError/tooLarge(file:limit:found:)``, which names `file`.
    public func bytes(file: String) throws(PartialError) -> [UInt8] {
        let bytes = Array((json.text(pretty: true) + "\n").utf8)
        guard bytes.count <= Self.largestFile else {
            throw .tooLarge(file: file, limit: Self.largestFile, found: bytes.count)
        }
        return bytes
    }

    private var json: JSONValue {
        [
            "format": .string(Self.format), "version": .integer(Self.version),
            "model": [
                "file_sha256": .string(model.fileSHA256),
                "answers_sha256": .string(model.answersSHA256),
                "classes": .array(model.classNames.map { .string($0) }),
                "facts": model.facts.json,
            ],
            "files": .array(files.map(\.json)),
            "counts": evaluation.counts.json(mistakeFiles: mistakeFiles),
            "rejection": rejection.map(Self.json) ?? .null,
            "prediction_sets": predictionSets.map(Self.json) ?? .null,
            "run": run.json,
        ]
    }

    private static func json(_ counts: RejectionCounts) -> JSONValue {
        [
            "rejected": .integer(counts.rejected), "accepted": .integer(counts.accepted),
            "accepted_correct": .integer(counts.acceptedCorrect),
        ]
    }

    private static func json(_ sets: PredictionSetCounts) -> JSONValue {
        let predictor = sets.predictor
        return [
            "coverage": .double(predictor.coverage),
            "scores": .integer(predictor.calibrationCount), "rank": .integer(predictor.rank),
            "limit": .double(predictor.limit),
            "independent_classes": .bool(predictor.areIndependent),
            "sizes": .array(sets.sizes.map { .integer($0) }), "covered": .integer(sets.covered),
        ]
    }
}

extension ShardFile {
    fileprivate var json: JSONValue {
        [
            "images_sha256": .string(identity.imagesSHA256),
            "labels_sha256": .string(identity.labelsSHA256),
            "shape": .array(
                [identity.shape.channels, identity.shape.height, identity.shape.width].map {
                    .integer($0)
                }),
            "images": .integer(identity.imageCount),
            "ranges": .array(
                ranges.map { [.integer($0.lowerBound), .integer($0.upperBound)] }),
            "facts": facts.json,
        ]
    }
}

extension EvaluationCounts {
    fileprivate func json(mistakeFiles: [Int]) -> JSONValue {
        let cells = confusion.counts.enumerated().filter { $0.element > 0 }
        return [
            "top_k": .integer(topK), "top_k_correct": .integer(topKCorrect),
            "cross_entropy": crossEntropySum.json, "brier": brierSum.json,
            "confusion": .array(
                cells.map { cell in
                    let (label, prediction) = cell.offset.quotientAndRemainder(
                        dividingBy: confusion.classCount)
                    return [.integer(label), .integer(prediction), .integer(cell.element)]
                }),
            "bins": .array(
                bins.map {
                    [
                        "count": .integer($0.count), "correct": .integer($0.correct),
                        "confidences": $0.confidences.json,
                    ]
                }),
            "mistake_limit": .integer(mistakeLimit),
            "mistakes": .array(
                zip(mistakeFiles, mistakes).map { file, mistake in
                    [
                        .integer(file), .integer(mistake.index), .integer(mistake.label),
                        .integer(mistake.prediction), .double(mistake.confidence),
                    ]
                }),
            "confidences": confidences.map { .string(Base64.text(Self.bytes(of: $0))) } ?? .null,
        ]
    }

    /// Numbers of 64 bits, little-endian.
    private static func bytes(of numbers: [Double]) -> [UInt8] {
        numbers.flatMap { number in
            (0..<8).map { UInt8(truncatingIfNeeded: number.bitPattern >> (8 * $0)) }
        }
    }
}

extension ExactSum {
    /// The terms; `null` for a sum that is infinite.
    fileprivate var json: JSONValue {
        terms.first == .infinity ? .null : .array(terms.map { .double($0) })
    }
}

extension PartialEvaluation.RunConditions {
    fileprivate var json: JSONValue {
        [
            "wall_nanoseconds": .integer(wallNanoseconds),
            "reading_nanoseconds": .integer(readingNanoseconds),
            "inference_nanoseconds": .integer(inferenceNanoseconds),
            "threads": threads.map { .integer($0) } ?? .null,
            "batch_size": batchSize.map { .integer($0) } ?? .null,
            "kernel": kernel.map { .string($0) } ?? .null,
        ]
    }
}
