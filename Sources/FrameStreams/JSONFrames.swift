internal import FileIO
internal import ImageClassification
internal import StrictJSON

/// Answers lines of JSON, each an image, by lines of JSON.
struct JSONFrames {
    private let options: FrameOptions
    private let name: String
    private let classifier: Classifier
    private let answers: JSONAnswers
    private var input = FrameInput()
    private var batch: FrameBatch
    /// What is to be answered for each line of the batch.
    private var lines: [Line] = []
    private var answered = 0
    /// Whether the rest of a line that is too long is passed over.
    private var skipsLine = false
    /// Where the search for the end of the line goes on, behind the start of what is unread.
    private var searched = 0

    private struct Line {
        /// Where the text of the member `id` is in the input; `nil` if there is none.
        ///
        /// The bytes stay where they are until all lines of the batch are answered.
        var id: Range<Int>?
        /// Why the line is no image.
        var problem: String?
    }

    init(_ classifier: Classifier, _ options: FrameOptions, name: String) {
        (self.classifier, self.options, self.name) = (classifier, options, name)
        answers = JSONAnswers(options.answers, classNames: classifier.classNames)
        batch = FrameBatch(classifier, options)
    }

    /// The most bytes of a line: numbers with their commas and as much white space, and 64 KiB.
    private var longestLine: Int { 8 * classifier.inputCount + (64 << 10) }

    /// Answers all lines to the end of the input.
    mutating func run(_ channel: inout some FrameChannel) throws {
        while true {
            while lines.count < FrameBatch.sufficientCount,
                batch.pixels.count < FrameOptions.largestFrame, let line = nextLine()
            {
                take(line)
                if !options.keepsGoing, lines.last?.problem != nil { break }
            }
            if !lines.isEmpty {
                try answer(&channel)
            } else if input.isAtEnd {
                return try batch.flush(to: &channel)
            } else {
                try input.fill(from: &channel)
            }
        }
    }

    /// Where the next whole line is; at the end of the input also one without a line break.
    private mutating func nextLine() -> Range<Int>? {
        let unread = input.unread
        let from = unread.lowerBound + searched
        if let end = input.firstLineBreak(in: from..<unread.upperBound) {
            searched = 0
            input.use(end + 1 - unread.lowerBound)
            if skipsLine {
                skipsLine = false
                return nextLine()
            }
            return unread.lowerBound..<end
        }
        if skipsLine {
            input.use(unread.count)
            searched = 0
            return nil
        }
        if unread.count > longestLine {
            // Answered as what it is, and the rest is passed over.
            skipsLine = true
            searched = 0
            input.use(unread.count)
            return unread
        }
        guard input.isAtEnd, !unread.isEmpty else {
            searched = unread.count
            return nil
        }
        searched = 0
        input.use(unread.count)
        return unread
    }

    private mutating func take(_ range: Range<Int>) {
        var line = Line()
        let start = batch.pixels.count
        do throws(JSONError) {
            guard range.count <= longestLine else {
                throw JSONError(
                    offset: 0, reason: .tooLong(limit: longestLine, found: range.count))
            }
            try read(range, &line)
        } catch {
            batch.pixels.removeLast(batch.pixels.count - start)
            line.problem =
                JSONError(offset: max(0, error.offset - range.lowerBound), reason: error.reason)
                .description
        }
        lines.append(line)
    }

    private mutating func read(_ range: Range<Int>, _ line: inout Line) throws(JSONError) {
        let size = classifier.inputCount
        let start = batch.pixels.count
        var hasPixels = false
        var json = JSONReader(input.bytes, in: range)
        try json.beginObject()
        while let key = try json.nextKey() {
            switch key {
            case "id":
                _ = json.peekKind()
                let first = json.offset
                try json.skipValue()
                line.id = first..<json.offset
            case "pixels":
                hasPixels = true
                let first = json.offset
                if json.peekKind() == .array {
                    try json.readBytes(appendingTo: &batch.pixels, limit: size)
                } else {
                    let digits = try json.readPlainString()
                    guard
                        Base64.decode(input.bytes, in: digits, appendingTo: &batch.pixels)
                    else {
                        throw JSONError(
                            offset: digits.lowerBound,
                            reason: .unexpected(expected: "Base64", found: "other characters"))
                    }
                }
                let found = batch.pixels.count - start
                guard found == size else {
                    throw JSONError(
                        offset: first,
                        reason: .unexpected(expected: "\(size) pixels", found: "\(found)"))
                }
            default: try json.skipValue()
            }
        }
        try json.finish()
        guard hasPixels else {
            throw JSONError(
                offset: range.lowerBound,
                reason: .unexpected(expected: "the member pixels", found: "none"))
        }
    }

    private mutating func answer(_ channel: inout some FrameChannel) throws {
        var image = 0
        _ = try batch.infer()
        for line in lines {
            answered += 1
            var problem = line.problem
            var error = problem.map {
                FrameError.malformed(file: name, frame: answered, reason: $0)
            }
            if problem == nil, batch.label(of: image) < 0 {
                let found = FrameError.notANumber(file: name, frame: answered, image: 0)
                (problem, error) = (found.reason, found)
            }
            if let error, !options.keepsGoing {
                try batch.flush(to: &channel)
                throw error
            }
            let id = line.id.map { input.bytes[$0] }
            if let problem {
                answers.append(problem, frame: answered, id: id, to: &batch.output)
            } else {
                answers.append(image, of: &batch, id: id)
            }
            if line.problem == nil { image += 1 }
        }
        lines.removeAll(keepingCapacity: true)
        batch.clear()
        try batch.write(to: &channel)
    }
}
