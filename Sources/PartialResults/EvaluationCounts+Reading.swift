internal import FileIO
internal import ImageClassification
internal import StrictJSON

extension Fields {
    /// The position of each mistake's file.
    func mistakeFiles(of files: [ShardFile]) throws(Fault) -> [Int] {
        var places: [Int] = []
        let mistakes = try array("mistakes")
        guard mistakes.count <= PartialEvaluation.mostMistakes else {
            throw Fault(
                reason: "\(name).mistakes: expected at most \(PartialEvaluation.mostMistakes), "
                    + "found \(mistakes.count)")
        }
        for value in mistakes {
            let mistake = try Self.array(value, "\(name).mistakes", count: 5)
            places.append(
                try Self.integer(mistake[0], in: 0...(files.count - 1), "\(name).mistakes"))
        }
        return places
    }

    /// An exact sum in a range; `null` is an infinite one.
    fileprivate func sum(_ key: String, in range: ClosedRange<Double>) throws(Fault) -> ExactSum {
        let sum = try sum(key)
        guard range.contains(sum.value) else {
            throw Fault(
                reason: "\(name).\(key): expected a sum of \(range.lowerBound) to "
                    + "\(range.upperBound), found \(sum.value)")
        }
        return sum
    }

    /// An exact sum; `null` is an infinite one.
    private func sum(_ key: String) throws(Fault) -> ExactSum {
        guard try hasValue(key) else { return ExactSum(terms: [.infinity]) }
        let value = try member(key)
        var terms: [Double] = []
        for term in try Self.array(value, "\(name).\(key)") {
            terms.append(
                try Self.double(term, in: -Self.largestSum...Self.largestSum, "\(name).\(key)"))
        }
        guard terms.count <= Self.mostTerms else {
            throw Fault(
                reason: "\(name).\(key): expected at most \(Self.mostTerms) numbers, found "
                    + "\(terms.count)")
        }
        return ExactSum(terms: terms)
    }

    /// Above what the losses of all images sum to, each being less than 2^129; far from overflow.
    private static let largestSum = 1e60
    /// A `Double` has 53 bits of the 2,100 that there are between the largest and the smallest.
    private static let mostTerms = 64
}

extension EvaluationCounts {
    /// Reads counts of `total` images.
    init(
        _ fields: Fields, classCount: Int, total: Int, files: [ShardFile], mistakeFiles: [Int]
    ) throws(Fields.Fault) {
        let confusion = try Self.confusion(fields, classCount: classCount, total: total)
        let topK = try fields.integer("top_k", in: 1...classCount)
        // Of one class those are the right answers, of all classes all.
        let fewest = topK == classCount ? total : confusion.correct
        let most = topK == 1 ? confusion.correct : total
        let limit = try fields.integer("mistake_limit", in: 0...PartialEvaluation.mostMistakes)
        self.init(
            confusion: confusion, topK: topK,
            topKCorrect: try fields.integer("top_k_correct", in: fewest...most),
            mistakeLimit: limit,
            mistakes: try Self.mistakes(
                fields, confusion: confusion, limit: limit, files: files, places: mistakeFiles),
            crossEntropySum: try fields.sum("cross_entropy", in: 0...Double.infinity),
            // At most 2 after a softmax and 1 for each class of its own; one more for rounding.
            brierSum: try fields.sum("brier", in: 0...Double(total) * Double(classCount + 2)),
            bins: try Self.bins(fields, total: total, correct: confusion.correct),
            confidences: try Self.confidences(fields, total: total, correct: confusion.correct))
    }

    private static func confusion(
        _ fields: Fields, classCount: Int, total: Int
    ) throws(Fields.Fault) -> ConfusionMatrix {
        let name = "\(fields.name).confusion"
        var counts = [Int](repeating: 0, count: classCount * classCount)
        var rest = total
        for value in try fields.array("confusion") {
            let cell = try Fields.array(value, name, count: 3)
            let label = try Fields.integer(cell[0], in: 0...(classCount - 1), name)
            let prediction = try Fields.integer(cell[1], in: 0...(classCount - 1), name)
            guard counts[label * classCount + prediction] == 0 else {
                throw .init(reason: "\(name): expected each cell once, found one again")
            }
            let count = try Fields.integer(cell[2], in: 0...rest, name)
            counts[label * classCount + prediction] = count
            rest -= count
        }
        guard rest == 0 else {
            throw .init(reason: "\(name): expected \(total) images in all, found \(total - rest)")
        }
        return ConfusionMatrix(classCount: classCount, counts: counts)
    }

    /// The first mistakes by file and index, none of which the confusion matrix does not count.
    private static func mistakes(
        _ fields: Fields, confusion: ConfusionMatrix, limit: Int, files: [ShardFile], places: [Int]
    ) throws(Fields.Fault) -> [Evaluation.Mistake] {
        let name = "\(fields.name).mistakes"
        let classes = 0...(confusion.classCount - 1)
        let expected = min(limit, confusion.total - confusion.correct)
        guard places.count == expected else {
            throw .init(reason: "\(name): expected \(expected), found \(places.count)")
        }
        var mistakes: [Evaluation.Mistake] = []
        var listed: [Int: Int] = [:]
        var last = (-1, -1)
        for (value, place) in zip(try fields.array("mistakes"), places) {
            let parts = try Fields.array(value, name, count: 5)
            let index = try Fields.integer(
                parts[1], in: 0...(files[place].identity.imageCount - 1), name)
            guard files[place].has(index) else {
                throw .init(reason: "\(name): expected images that were evaluated, found \(index)")
            }
            guard last < (place, index) else {
                throw .init(reason: "\(name): expected them in order and each once, found others")
            }
            last = (place, index)
            let label = try Fields.integer(parts[2], in: classes, name)
            let prediction = try Fields.integer(parts[3], in: classes, name)
            let count = confusion[label: label, prediction: prediction]
            let seen = listed[label * confusion.classCount + prediction, default: 0]
            guard label != prediction, seen < count else {
                throw .init(
                    reason: "\(name): expected those of \(fields.name).confusion, found "
                        + "\(prediction) in the place of \(label) at image \(index)")
            }
            listed[label * confusion.classCount + prediction] = seen + 1
            mistakes.append(
                Evaluation.Mistake(
                    index: index, label: label, prediction: prediction,
                    confidence: try Fields.double(parts[4], in: 0...1, name)))
        }
        return mistakes
    }

    private static func bins(
        _ fields: Fields, total: Int, correct: Int
    ) throws(Fields.Fault) -> [Bin] {
        let values = try Fields.array(
            try fields.member("bins"), "\(fields.name).bins", count: Calibration.binCount)
        var bins: [Bin] = []
        var (rest, right) = (total, correct)
        for (place, value) in values.enumerated() {
            let bin = try Fields(value, "\(fields.name).bins[\(place)]")
            let count = try bin.integer("count", in: 0...rest)
            let ofThem = try bin.integer("correct", in: 0...min(count, right))
            (rest, right) = (rest - count, right - ofThem)
            bins.append(
                Bin(
                    count: count, correct: ofThem,
                    confidences: try bin.sum("confidences", in: 0...Double(count))))
        }
        guard rest == 0, right == 0 else {
            throw .init(
                reason: "\(fields.name).bins: expected \(total) answers, \(correct) of them right, "
                    + "found \(total - rest), \(correct - right)")
        }
        return bins
    }

    private static func confidences(
        _ fields: Fields, total: Int, correct: Int
    ) throws(Fields.Fault) -> [Double]? {
        let name = "\(fields.name).confidences"
        guard try fields.hasValue("confidences") else {
            guard total > Calibration.mostSorted else {
                throw .init(reason: "\(name): expected those of \(total) answers, found null")
            }
            return nil
        }
        var bytes: [UInt8] = []
        guard Base64.decode(Array(try fields.string("confidences").utf8), appendingTo: &bytes)
        else { throw .init(reason: "\(name): expected Base64, found other characters") }
        guard bytes.count == 8 * total, total <= Calibration.mostSorted else {
            throw .init(reason: "\(name): expected \(8 * total) bytes, found \(bytes.count)")
        }
        let numbers = stride(from: 0, to: bytes.count, by: 8).map { start in
            Double(
                bitPattern: (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[start + $1]) << (8 * $1) }
            )
        }
        let right = numbers.count { $0.sign == .minus }
        guard numbers.allSatisfy({ (-1...1).contains($0) }), right == correct else {
            throw .init(
                reason: "\(name): expected numbers of -1 to 1, \(correct) of them negative, found "
                    + "others")
        }
        return numbers
    }
}
