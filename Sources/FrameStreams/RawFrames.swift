internal import ImageClassification

/// Answers raw frames, `[u32 count][count · pixels]`, by `[u32 count][count · answers]`.
///
/// Frames that are there at once are inferred together. No answer waits while input is waited for,
/// unless the options say so.
struct RawFrames {
    private let options: FrameOptions
    private let name: String
    private let classifier: Classifier
    private var input = FrameInput()
    private var batch: FrameBatch
    /// The images of each frame of the batch.
    private var counts: [Int] = []
    private var answered = 0

    init(_ classifier: Classifier, _ options: FrameOptions, name: String) {
        (self.classifier, self.options, self.name) = (classifier, options, name)
        batch = FrameBatch(classifier, options)
    }

    /// The most images of a frame.
    private var limit: Int {
        FrameOptions.largestFrame / max(classifier.inputCount, batch.answerSize)
    }

    /// Answers all frames to the end of the input.
    mutating func run(_ channel: inout some FrameChannel) throws {
        while true {
            while try takeWhole(), batch.imageCount < FrameBatch.sufficientCount {}
            if !counts.isEmpty {
                try answer(&channel)
            } else if input.isAtEnd, input.unread.isEmpty {
                return try batch.flush(to: &channel)
            } else if try !takeLarge(&channel) {
                try input.fill(from: &channel)
            }
        }
    }

    /// The number of images that the next frame says it has; `nil` if that is not there yet.
    private func nextCount() throws -> Int? {
        let start = input.unread.lowerBound
        guard input.unread.count >= 4 else {
            guard input.isAtEnd, !input.unread.isEmpty else { return nil }
            throw FrameError.cut(
                file: name, frame: frame, expectedBytes: 4, foundBytes: input.unread.count)
        }
        let count = (0..<4).reduce(0) { $0 | Int(input.bytes[start + $1]) << (8 * $1) }
        guard count <= limit else {
            throw FrameError.tooLarge(file: name, frame: frame, limit: limit, found: count)
        }
        return count
    }

    /// The number of the next frame, from 1.
    private var frame: Int { answered + counts.count + 1 }

    /// Takes the next frame into the batch if all of it was read.
    ///
    /// An error waits until the frames before it are answered.
    private mutating func takeWhole() throws -> Bool {
        let count: Int
        do {
            guard let next = try nextCount() else { return false }
            count = next
        } catch {
            if counts.isEmpty { throw error }
            return false
        }
        let size = count * classifier.inputCount
        guard input.unread.count >= 4 + size else { return false }
        let start = input.unread.lowerBound + 4
        batch.append(input.bytes[start..<start + size])
        input.use(4 + size)
        counts.append(count)
        return true
    }

    /// Takes a frame of which only a part was read, and reads the rest.
    ///
    /// - Returns: Whether there is one.
    private mutating func takeLarge(_ channel: inout some FrameChannel) throws -> Bool {
        guard let count = try nextCount() else { return false }
        input.use(4)
        let size = count * classifier.inputCount
        let found = try input.move(size, to: &batch.pixels, from: &channel)
        guard found == size else {
            throw FrameError.cut(
                file: name, frame: frame, expectedBytes: 4 + size, foundBytes: 4 + found)
        }
        counts.append(count)
        return true
    }

    private mutating func answer(_ channel: inout some FrameChannel) throws {
        let failure = try batch.infer()
        var first = 0
        for count in counts {
            if let failure, failure < first + count {
                try batch.flush(to: &channel)
                throw FrameError.notANumber(
                    file: name, frame: answered + 1, image: failure - first)
            }
            batch.output += (0..<4).map { UInt8(truncatingIfNeeded: count >> (8 * $0)) }
            batch.appendRaw(first..<first + count)
            first += count
            answered += 1
        }
        counts.removeAll(keepingCapacity: true)
        batch.clear()
        try batch.write(to: &channel)
    }
}
