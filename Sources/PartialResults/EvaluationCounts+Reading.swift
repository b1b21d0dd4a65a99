internal import FileIO
internal import ImageClassification
internal import StrictJSON

extension Fields {
    /// The position of each mistake's file.
    func mistakeFiles(of files: [ShardFile]) throws(Fault) -> [Int] {
        var places: [Int] = []
        for value in try array("mistakes") {
            let mistake = try Self.array(value, "\(name).mistakes", count: 5)
            places.append(
                try Self.integer(mistake[0], in: 0...(files.count - 1), "\(name).mistakes"))
        }
        return places
    }

    /// An exact sum; `null` is an infinite one.
    fileprivate func sum(_ key: String) throws(Fault) -> ExactSum {
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
        let limit = try fields.integer("mistake_limit", in: 0...PartialEvaluation.mostMistakes)
        self.init(
            confusion: confusion, topK: topK,
            topKCorrect: try fields.integer("top_k_correct", in: confusion.correct...total),
            mistakeLimit: limit,
            mistakes: try Self.mistakes(
                fields, classCount: classCount, limit: limit, files: files, places: mistakeFiles),
            crossEntropySum: try fields.sum("cross_entropy"), brierSum: try fields.sum("brier"),
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

    private static func mistakes(
        _ fields: Fields, classCount: Int, limit: Int, files: [ShardFile], places: [Int]
    ) throws(Fields.Fault) -> [Evaluation.Mistake] {
        let name = "\(fields.name).mistakes"
        var mistakes: [Evaluation.Mistake] = []
        for (value, place) in zip(try fields.array("mistakes"), places) {
            let parts = try Fields.array(value, name, count: 5)
            let index = try Fields.integer(
                parts[1], in: 0...(files[place].identity.imageCount - 1), name)
            guard files[place].ranges.contains(where: { $0.contains(index) }) else {
                throw .init(reason: "\(name): expected images that were evaluated, found \(index)")
            }
            mistakes.append(
                Evaluation.Mistake(
                    index: index,
                    label: try Fields.integer(parts[2], in: 0...(classCount - 1), name),
                    prediction: try Fields.integer(parts[3], in: 0...(classCount - 1), name),
                    confidence: try Fields.double(parts[4], in: 0...1, name)))
        }
        guard mistakes.count <= limit else {
            throw .init(reason: "\(name): expected at most \(limit), found \(mistakes.count)")
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
            let sum = try bin.sum("confidences")
            guard (0...Double(count)).contains(sum.value) else {
                throw .init(
                    reason: "\(bin.name).confidences: expected a sum of 0 to \(count), found "
                        + "\(sum.value)")
            }
            bins.append(Bin(count: count, correct: ofThem, confidences: sum))
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
