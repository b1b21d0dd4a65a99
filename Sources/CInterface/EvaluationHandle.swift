internal import ImageClassification
internal import PartialResults
internal import TensorCore

/// Counts, which may know of what they are.
final class EvaluationHandle: Handle {
    private(set) var content: Content
    let turn = Turn()

    /// What has been counted.
    enum Content {
        /// Images of which nothing is known.
        case anonymous(Evaluation)
        /// The images of a shard, in their order.
        case shard(Shard)
        /// Partial results, merged.
        case partial(PartialEvaluation)
    }

    /// A shard while its images are counted.
    struct Shard {
        let model: ModelIdentity
        let name: String
        var digest: DataDigest
        var evaluation: Evaluation

        /// What is kept of it; without images it has no file.
        var partial: PartialEvaluation {
            let file = ShardFile(
                identity: digest.identity, ranges: [0..<evaluation.total],
                facts: ShardFile.Facts(images: name, labels: name, text: name))
            return PartialEvaluation(
                model: model, files: evaluation.total > 0 ? [file] : [], evaluation: evaluation,
                run: PartialEvaluation.RunConditions(
                    threads: nil, batchSize: nil, kernel: KernelVariant.active.name))
        }
    }

    init(_ content: Content) { self.content = content }

    /// The counts.
    var evaluation: Evaluation {
        switch content {
        case .anonymous(let evaluation): evaluation
        case .shard(let shard): shard.evaluation
        case .partial(let partial): partial.evaluation
        }
    }

    /// Counts images whose answers are known.
    ///
    /// - Parameter pixels: Gives those of all images, block by block.
    func record(
        _ scores: [Score], _ labels: [Int],
        pixels: ((Range<Int>, Span<UInt8>) throws -> Void) throws -> Void
    ) throws {
        var counted = evaluation
        for (index, score) in scores.enumerated() {
            counted.record(score, index: counted.total, label: labels[index])
        }
        switch content {
        case .anonymous: content = .anonymous(counted)
        case .shard(var shard):
            try pixels { block, pixels in shard.digest.update(pixels: pixels, labels: labels[block])
            }
            shard.evaluation = counted
            content = .shard(shard)
        case .partial: throw InterfaceFault.isMerged
        }
    }

    /// Adds what another evaluation has counted.
    func merge(_ other: Content) throws {
        switch (content, other) {
        case (.anonymous(var counted), .anonymous(let more)):
            try requireSame(more.confusion.classCount, counted.confusion.classCount)
            guard more.topK == counted.topK else {
                throw InterfaceFault.differs(
                    "values of top_k", expected: counted.topK, found: more.topK)
            }
            counted.merge(more)
            content = .anonymous(counted)
        default:
            guard var merged = content.partial, let more = other.partial else {
                throw InterfaceFault.isAnonymous
            }
            try merged.merge(more, name: more.files.first?.facts.images ?? "evaluation")
            content = .partial(merged)
        }
    }
}

extension EvaluationHandle.Content {
    /// What is kept; `nil` of images of which nothing is known.
    var partial: PartialEvaluation? {
        switch self {
        case .anonymous: nil
        case .shard(let shard): shard.partial
        case .partial(let partial): partial
        }
    }
}

/// Refuses evaluations, or models, of other classes.
func requireSame(_ found: Int, _ expected: Int) throws(InterfaceFault) {
    guard found == expected else {
        throw .differs("numbers of classes", expected: expected, found: found)
    }
}
