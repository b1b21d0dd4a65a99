public import ImageClassification

/// What evaluating a part of a data set gave, with what the part is.
///
/// Parts merge in any order and grouping into exactly what evaluating the whole at once gives. Each
/// knows its model, its files and which of their images it has, so that parts which do not belong
/// together, and images that would count twice, are refused.
public struct PartialEvaluation: Sendable {
    /// The model.
    public internal(set) var model: ModelIdentity
    /// The files, in the order in which reports tell of them.
    public internal(set) var files: [ShardFile]
    /// The counts; indices of mistakes are those within the files.
    public internal(set) var evaluation: Evaluation
    /// How many images belong to none of the classes, if that was asked.
    public internal(set) var rejection: RejectionCounts?
    /// How prediction sets came out, if a coverage was asked for.
    public internal(set) var predictionSets: PredictionSetCounts?
    /// The position in ``files`` of each mistake's file.
    package internal(set) var mistakeFiles: [Int]
    /// How it was computed.
    package internal(set) var run: RunConditions

    /// How an evaluation was run: sums of times, and what all of its parts had in common.
    package struct RunConditions: Hashable, Sendable {
        package var wallNanoseconds: Int
        package var readingNanoseconds: Int
        package var inferenceNanoseconds: Int
        /// `nil` where parts differ.
        package var threads: Int?
        package var batchSize: Int?
        package var kernel: String?

        package init(
            wallNanoseconds: Int = 0, readingNanoseconds: Int = 0, inferenceNanoseconds: Int = 0,
            threads: Int?, batchSize: Int?, kernel: String?
        ) {
            self.wallNanoseconds = wallNanoseconds
            self.readingNanoseconds = readingNanoseconds
            self.inferenceNanoseconds = inferenceNanoseconds
            (self.threads, self.batchSize, self.kernel) = (threads, batchSize, kernel)
        }

        mutating func merge(_ other: RunConditions) {
            // Times of a damaged file may be any.
            wallNanoseconds = wallNanoseconds.addingSaturated(other.wallNanoseconds)
            readingNanoseconds = readingNanoseconds.addingSaturated(other.readingNanoseconds)
            inferenceNanoseconds = inferenceNanoseconds.addingSaturated(other.inferenceNanoseconds)
            if threads != other.threads { threads = nil }
            if batchSize != other.batchSize { batchSize = nil }
            if kernel != other.kernel { kernel = nil }
        }
    }

    /// The most mistakes that a partial result lists.
    public static let mostMistakes = 10_000

    package init(
        model: ModelIdentity, files: [ShardFile], evaluation: Evaluation,
        rejection: RejectionCounts? = nil, predictionSets: PredictionSetCounts? = nil,
        mistakeFiles: [Int]? = nil, run: RunConditions
    ) {
        (self.model, self.files, self.evaluation) = (model, files, evaluation)
        (self.rejection, self.predictionSets) = (rejection, predictionSets)
        self.mistakeFiles = mistakeFiles ?? evaluation.mistakes.map { _ in 0 }
        self.run = run
    }

    /// How many images were evaluated.
    public var imageCount: Int { evaluation.total }

    /// Adds another part.
    ///
    /// - Parameters:
    ///   - other: What was counted on other images.
    ///   - name: What an error calls the other part.
    /// - Throws: ``PartialError`` for a part of another model, with other settings, or with images that
    ///   are counted already; nothing was added then.
    public mutating func merge(_ other: PartialEvaluation, name: String) throws(PartialError) {
        try check(other, name)
        let places = self.places
        for file in other.files {
            if let known = places[file.identity], let range = files[known].overlap(with: file) {
                throw .countedTwice(file: name, images: file.facts.images, range: range)
            }
        }
        let (own, more) = (keyedMistakes, other.keyedMistakes)
        for file in other.files {
            if let known = places[file.identity] {
                files[known].add(file)
            } else {
                files.append(file)
            }
        }
        files = ShardFile.ordered(files)
        if other.model.facts.precedes(model.facts) { model.facts = other.model.facts }
        run.merge(other.run)
        rejection = zip(rejection, other.rejection) { $0.merge($1) }
        predictionSets = zip(predictionSets, other.predictionSets) { $0.merge($1) }
        evaluation.merge(other.evaluation)
        keep(own + more)
    }

    /// Refuses a part that does not belong to this one.
    private func check(_ other: PartialEvaluation, _ name: String) throws(PartialError) {
        guard model.isSame(as: other.model) else {
            throw .otherModel(
                file: name, expected: model.facts.path, found: other.model.facts.path,
                hasSameFile: model.fileSHA256 == other.model.fileSHA256)
        }
        let settings: [(String, String, String)] = [
            ("top_k", "\(evaluation.topK)", "\(other.evaluation.topK)"),
            ("misclassified", "\(evaluation.mistakeLimit)", "\(other.evaluation.mistakeLimit)"),
            ("rejection", "\(rejection != nil)", "\(other.rejection != nil)"),
            ("coverage", Self.text(predictionSets), Self.text(other.predictionSets)),
        ]
        for (setting, expected, found) in settings where expected != found {
            throw .otherSettings(file: name, setting: setting, expected: expected, found: found)
        }
        if let sets = predictionSets, let others = other.predictionSets,
            sets.predictor != others.predictor
        {
            throw .otherSettings(
                file: name, setting: "limit of prediction sets",
                expected: "\(sets.predictor.limit)", found: "\(others.predictor.limit)")
        }
        if let shape = files.first?.identity.shape, let found = other.files.first?.identity.shape,
            shape != found
        {
            throw .otherData(file: name, expected: "images of \(shape)", found: "\(found)")
        }
        guard imageCount <= Self.mostImages - other.imageCount else {
            throw .tooManyImages(file: name, limit: Self.mostImages)
        }
    }

    /// More images than any data set has; sums of counts stay far below what an integer holds.
    static let mostImages = 1 << 53

    private static func text(_ sets: PredictionSetCounts?) -> String {
        sets.map { "\($0.predictor.coverage)" } ?? "none"
    }

    /// Where each file stands in ``files``; there may be as many as the bytes of a result allow.
    private var places: [DataIdentity: Int] {
        Dictionary(
            files.enumerated().map { ($1.identity, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// A mistake, with the identity of its file.
    private typealias KeyedMistake = (file: DataIdentity, mistake: Evaluation.Mistake)

    private var keyedMistakes: [KeyedMistake] {
        zip(mistakeFiles, evaluation.mistakes).map { (files[$0].identity, $1) }
    }

    /// Keeps the first mistakes, by the order of the files and within each by index.
    private mutating func keep(_ mistakes: [KeyedMistake]) {
        let places = self.places
        let ordered = mistakes.map { (place: places[$0.file] ?? 0, mistake: $0.mistake) }
            .sorted { ($0.place, $0.mistake.index) < ($1.place, $1.mistake.index) }
            .prefix(evaluation.mistakeLimit)
        evaluation.replaceMistakes(ordered.map(\.mistake))
        mistakeFiles = ordered.map(\.place)
    }

    /// The mistakes, numbered through all files.
    package var mistakes: [Evaluation.Mistake] {
        var first: [Int] = []
        var count = 0
        for file in files {
            first.append(count)
            count += file.identity.imageCount
        }
        return zip(mistakeFiles, evaluation.mistakes).map { place, mistake in
            Evaluation.Mistake(
                index: first[place] + mistake.index, label: mistake.label,
                prediction: mistake.prediction, confidence: mistake.confidence)
        }
    }

    /// Refuses a result that is not of all images of so many files.
    ///
    /// - Throws: ``PartialError`` that names the first images that are missing, or says that there are
    ///   more files, or fewer.
    public func requireWhole(fileCount: Int) throws(PartialError) {
        try require(atMost: fileCount)
        for file in files {
            if let range = file.missing {
                throw .missing(file: file.facts.images, range: range, of: file.identity.imageCount)
            }
        }
        guard files.count == fileCount else {
            throw .missingFiles(
                file: files.first?.facts.images ?? "", expected: fileCount, found: files.count)
        }
    }

    /// Refuses a result of more files than a data set has.
    public func require(atMost fileCount: Int) throws(PartialError) {
        guard files.count > max(0, fileCount) else { return }
        throw .otherFiles(
            file: files[max(0, fileCount)].facts.images, expected: fileCount,
            other: files[0].facts.images)
    }
}

/// Merges two values that are both there, or keeps that there is none.
private func zip<Value>(
    _ first: Value?, _ second: Value?, _ merge: (inout Value, Value) -> Void
) -> Value? {
    guard var first, let second else { return nil }
    merge(&first, second)
    return first
}

extension Int {
    fileprivate func addingSaturated(_ other: Int) -> Int {
        let (sum, overflows) = addingReportingOverflow(other)
        return overflows ? .max : sum
    }
}
