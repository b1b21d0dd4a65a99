public import Datasets
public import Metrics
public import ModelFiles
internal import Parallelism

/// What evaluating a data set gave.
public struct EvaluationResult: Sendable {
    /// The model that was evaluated.
    public let model: Model
    /// The counts, with accuracy, loss and all other figures derived from them.
    public let evaluation: Evaluation
    /// Corrected labels against predictions, if the data set names corrections.
    public let corrected: Corrected<ConfusionMatrix>?
    /// How many images belong to none of the classes, if that was asked.
    public let rejection: RejectionCounts?
    /// How prediction sets came out, if a coverage was asked for.
    public let predictionSets: PredictionSetCounts?
    /// Where the time went.
    public let timing: EvaluationTiming
    /// The published test set that images and labels were found to be, byte for byte.
    public let verified: DatasetPreset?
    /// The number of images in the file, of which `evaluation.total` were evaluated.
    public let imageCount: Int
    /// Which of the images in the file were evaluated.
    public let range: Range<Int>
    /// By what the data is known, if the options ask for it.
    public let identity: DataIdentity?
    /// What was taken for granted of the data, on whichever images it was evaluated.
    package let dataRemarks: [DataRemark]
    /// What would be said of the data if hardly an answer on all of it were right; told with the
    /// identity.
    package let doubt: DataRemark?
    /// What was unusual about the files and accepted all the same.
    public let notes: [String]
    /// What was taken for granted of the data, and what looks wrong with it.
    public let remarks: [DataRemark]
}

/// Where the time of an evaluation went.
public struct EvaluationTiming: Hashable, Sendable {
    /// From opening the files to the last result.
    public let wall: Duration
    /// Spent reading: inflating and checking on one thread, hashing perhaps on another.
    public let reading: Duration
    /// Spent on inference, summed over the threads; it overlaps with reading.
    public let inference: Duration
    /// How many threads shared the work.
    public let threads: Int
}

/// How to evaluate; no option changes a single bit of the answers.
public struct EvaluationOptions: Hashable, Sendable {
    /// How many images go through the network at once, at most.
    public var batchSize = 128
    /// How many threads share the work, reading included; one for each processor that the process may
    /// keep busy.
    public var threads = SystemThreads.availableProcessorCount
    /// The k for which top-k accuracy is counted.
    public var topK = 1
    /// How many mistakes to list; those with the lowest indices.
    public var mistakeLimit = 0
    /// Evaluate only this many images from the start; the rest is still checked for damage.
    public var limit: Int?

    /// Evaluate only images of this range; `nil` means all.
    ///
    /// All others are still read, checked and digested.
    public var range: Range<Int>?
    /// Whether to tell by what the data is known, see ``EvaluationResult/identity``.
    public var identifiesData = false
    /// Whether to count images that the model's rejection network takes for none of the classes.
    public var rejects = false
    /// The share of images whose prediction set is to hold the true class, above 0 and below 1;
    /// `nil` makes no sets.
    public var coverage: Double?

    /// Creates the default options.
    public init() {}

    /// Refuses counts below 1, and more top classes than there are.
    ///
    /// - Parameter classCount: How many classes there are; `nil` while nobody knows.
    func check(classCount: Int? = nil) throws(InferenceError) {
        for (name, value) in [("batchSize", batchSize), ("threads", threads), ("topK", topK)]
        where value < 1 {
            throw .option(name, expected: "1 or more", found: value)
        }
        for (name, value) in [("mistakeLimit", mistakeLimit), ("limit", limit ?? 0)]
        where value < 0 {
            throw .option(name, expected: "0 or more", found: value)
        }
        if let range, range.lowerBound < 0 || range.isEmpty {
            throw .option("range", expected: "one image or more from 0", found: range.count)
        }
        if limit != nil, let range {
            throw .option("limit", expected: "none beside a range", found: range.count)
        }
        if let classCount, topK > classCount {
            throw .option("topK", expected: "at most the \(classCount) classes", found: topK)
        }
    }
}
