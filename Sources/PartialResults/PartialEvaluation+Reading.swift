internal import FileIO
internal import ImageClassification
internal import StrictJSON

extension PartialEvaluation {
    /// Reads a partial result.
    ///
    /// - Throws: ``PartialError`` for a file that cannot be read, or holds none.
    public init(path: String) throws(PartialError) {
        let bytes: [UInt8]
        do {
            let file = try InputFile(path: path)
            guard file.size <= Self.largestFile else {
                throw PartialError.tooLarge(
                    file: path, limit: Self.largestFile, found: file.size)
            }
            bytes = try file.bytes(in: 0..<file.size)
        } catch let error as FileError {
            throw .unreadable(file: path, reason: error.reason)
        } catch let error as PartialError {
            throw error
        } catch {
            throw .unreadable(file: path, reason: "\(error)")
        }
        try self.init(bytes: bytes, source: path)
    }

    /// Reads a partial result from the bytes of its file.
    ///
    /// Counts that do not belong together are refused, such as a confusion matrix of other images than
    /// the ranges say.
    ///
    /// - Parameters:
    ///   - bytes: What ``bytes(file:)`` gave.
    ///   - source: What errors call them.
    /// - Throws: ``PartialError``.
    public init(bytes: [UInt8], source: String) throws(PartialError) {
        do {
            let value = try JSONValue.parse(bytes, maximumBytes: Self.largestFile)
            try self.init(Fields(value, "the text"))
        } catch let error as JSONError {
            throw .malformed(file: source, reason: error.description)
        } catch let fault as Fields.Fault {
            throw .malformed(file: source, reason: fault.reason)
        } catch {
            throw .malformed(file: source, reason: "\(error)")
        }
    }

    private init(_ fields: Fields) throws(Fields.Fault) {
        let format = try fields.string("format")
        guard format == Self.format else {
            throw .init(reason: "format: expected \(Self.format), found \(displayName(format))")
        }
        _ = try fields.integer("version", in: Self.version...Self.version)
        model = try ModelIdentity(try fields.object("model"))
        files = []
        for (place, value) in try fields.array("files").enumerated() {
            files.append(try ShardFile(try Fields(value, "files[\(place)]")))
        }
        let total = try Self.check(files)
        let counts = try fields.object("counts")
        mistakeFiles = try counts.mistakeFiles(of: files)
        evaluation = Evaluation(
            try EvaluationCounts(
                counts, classCount: model.classNames.count, total: total, files: files,
                mistakeFiles: mistakeFiles))
        rejection =
            try fields.hasValue("rejection")
            ? RejectionCounts(
                try fields.object("rejection"), total: total, correct: evaluation.correct) : nil
        predictionSets =
            try fields.hasValue("prediction_sets")
            ? PredictionSetCounts(
                try fields.object("prediction_sets"), classCount: model.classNames.count,
                total: total) : nil
        run = try RunConditions(try fields.object("run"))
    }

    /// Refuses files that do not belong together, or are not in order.
    ///
    /// - Returns: How many images were evaluated.
    private static func check(_ files: [ShardFile]) throws(Fields.Fault) -> Int {
        guard let first = files.first else {
            throw .init(reason: "files: expected one or more, found none")
        }
        let orders = files.map(\.order)
        for (order, next) in zip(orders, orders.dropFirst()) where !(order < next) {
            throw .init(reason: "files: expected them in order and each once, found others")
        }
        guard Set(files.map(\.identity)).count == files.count else {
            throw .init(reason: "files: expected each once, found one again")
        }
        guard files.allSatisfy({ $0.identity.shape == first.identity.shape }) else {
            throw .init(reason: "files: expected images of one size, found others")
        }
        var total = 0
        for file in files {
            total += file.evaluatedCount
            guard total <= mostImages else {
                throw .init(reason: "files: expected at most \(mostImages) images, found more")
            }
        }
        return total
    }
}

extension ModelIdentity {
    fileprivate init(_ fields: Fields) throws(Fields.Fault) {
        let facts = try fields.object("facts")
        var rows: [[String]] = []
        for row in try facts.array("origin_rows") {
            let cells = try Fields.array(row, "\(facts.name).origin_rows", count: 2)
            rows.append(try Fields.strings(.array(cells), "\(facts.name).origin_rows"))
        }
        let names = try fields.strings("classes")
        guard (1...Model.largestClassCount).contains(names.count) else {
            throw .init(
                reason: "model.classes: expected 1 to \(Model.largestClassCount), found "
                    + "\(names.count)")
        }
        self.init(
            fileSHA256: try fields.digest("file_sha256"),
            answersSHA256: try fields.digest("answers_sha256"), classNames: names,
            facts: Facts(
                name: try facts.string("name"), path: try facts.string("path"),
                isBundled: try facts.bool("bundled"),
                parameterCount: try facts.integer("parameters", in: 0...Int.max),
                origins: try facts.optional("origins"), originRows: rows))
    }
}

extension ShardFile {
    fileprivate init(_ fields: Fields) throws(Fields.Fault) {
        let shape = try Fields.array(try fields.member("shape"), "\(fields.name).shape", count: 3)
        var extents: [Int] = []
        for extent in shape {
            extents.append(
                try Fields.integer(
                    extent, in: 1...ImageReader.largestImage, "\(fields.name).shape"))
        }
        let count = try fields.integer("images", in: 1...PartialEvaluation.mostImages)
        var ranges: [Range<Int>] = []
        for value in try fields.array("ranges") {
            let name = "\(fields.name).ranges"
            let ends = try Fields.array(value, name, count: 2)
            let first = try Fields.integer(
                ends[0], in: (ranges.last.map { $0.upperBound + 1 } ?? 0)...count, name)
            guard first < count else {
                throw .init(reason: "\(name): expected less than \(count), found \(first)")
            }
            ranges.append(first..<(try Fields.integer(ends[1], in: (first + 1)...count, name)))
        }
        guard !ranges.isEmpty else {
            throw .init(reason: "\(fields.name).ranges: expected one or more, found none")
        }
        let facts = try fields.object("facts")
        self.init(
            identity: DataIdentity(
                shape: ImageShape(height: extents[1], width: extents[2], channels: extents[0]),
                imageCount: count, imagesSHA256: try fields.digest("images_sha256"),
                labelsSHA256: try fields.digest("labels_sha256")),
            ranges: ranges,
            facts: Facts(
                images: try facts.string("images_file"), labels: try facts.string("labels_file"),
                dataset: try facts.optionalString("dataset"),
                isVerified: try facts.bool("verified"), text: try facts.string("text"),
                options: try facts.optional("data_options"),
                remarks: try facts.strings("remarks"), doubt: try facts.optionalString("doubt")))
    }
}

extension RejectionCounts {
    fileprivate init(_ fields: Fields, total: Int, correct: Int) throws(Fields.Fault) {
        let rejected = try fields.integer("rejected", in: 0...total)
        let accepted = try fields.integer("accepted", in: (total - rejected)...(total - rejected))
        self.init(
            rejected: rejected, accepted: accepted,
            acceptedCorrect: try fields.integer(
                "accepted_correct", in: max(0, correct - rejected)...min(accepted, correct)))
    }
}

extension PredictionSetCounts {
    fileprivate init(_ fields: Fields, classCount: Int, total: Int) throws(Fields.Fault) {
        let values = try Fields.array(
            try fields.member("sizes"), "\(fields.name).sizes", count: classCount + 1)
        var sizes: [Int] = []
        var rest = total
        for value in values {
            sizes.append(try Fields.integer(value, in: 0...rest, "\(fields.name).sizes"))
            rest -= sizes[sizes.count - 1]
        }
        guard rest == 0 else {
            throw .init(
                reason: "\(fields.name).sizes: expected \(total) sets in all, found \(total - rest)"
            )
        }
        let scores = try fields.integer("scores", in: 1...Int(UInt32.max))
        self.init(
            ConformalPredictor(
                coverage: try fields.double("coverage", in: 0...1), calibrationCount: scores,
                rank: try fields.integer("rank", in: 0...(scores + 1)),
                limit: try fields.hasValue("limit")
                    ? try fields.double("limit", in: 0...1) : .infinity,
                areIndependent: try fields.bool("independent_classes")),
            // The set of all classes holds the true one, that of none does not.
            sizes: sizes,
            covered: try fields.integer("covered", in: sizes[classCount]...(total - sizes[0])))
    }
}

extension PartialEvaluation.RunConditions {
    fileprivate init(_ fields: Fields) throws(Fields.Fault) {
        let any = 0...Int.max
        self.init(
            wallNanoseconds: try fields.integer("wall_nanoseconds", in: any),
            readingNanoseconds: try fields.integer("reading_nanoseconds", in: any),
            inferenceNanoseconds: try fields.integer("inference_nanoseconds", in: any),
            threads: try fields.optionalInteger("threads", in: any),
            batchSize: try fields.optionalInteger("batch_size", in: any),
            kernel: try fields.optionalString("kernel"))
    }
}
