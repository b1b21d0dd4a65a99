internal import ImageClassification
internal import TensorCore

/// The images of some frames, their logits, and answers that are not written yet.
struct FrameBatch {
    /// With so many images a batch is inferred before more are taken.
    static let sufficientCount = 4_096
    /// With so many bytes answers are written, even if they may wait.
    private static let sufficientOutput = 64 << 10

    private let session: InferenceSession
    private let options: FrameOptions
    /// Shape `[N, K]`.
    var pixels: [UInt8] = []
    /// Answers that are not written yet.
    var output: [UInt8] = []
    /// Shape `[N, M]`; what lies behind may be anything.
    private var logits: [Float] = []
    /// The classes of the images, if labels are asked for.
    private var classes: [Int32] = []

    init(_ classifier: Classifier, _ options: FrameOptions) {
        session = InferenceSession(classifier, threads: options.threads)
        self.options = options
    }

    private var classCount: Int { session.classifier.classCount }
    private var isWide: Bool { classCount > 256 }

    /// How many images there are.
    var imageCount: Int { pixels.count / session.classifier.inputCount }

    /// How many bytes an image's answer has in a raw frame.
    var answerSize: Int {
        options.answers == .labels ? (isWide ? 2 : 1) : 4 * classCount
    }

    /// Adds the pixels of whole images.
    mutating func append(_ pixels: ArraySlice<UInt8>) { self.pixels += pixels }

    /// Takes all images away.
    mutating func clear() { pixels.removeAll(keepingCapacity: true) }

    /// Computes the answers to all images.
    ///
    /// - Returns: The first image whose answer is NaN, where there is one.
    mutating func infer() throws -> Int? {
        let (count, columns) = (imageCount, classCount)
        // Taken out for the time being, since they cannot be lent together with the batch.
        var (logits, classes): ([Float], [Int32]) = ([], [])
        swap(&logits, &self.logits)
        swap(&classes, &self.classes)
        defer {
            swap(&logits, &self.logits)
            swap(&classes, &self.classes)
        }
        if logits.count < count * columns {
            logits = [Float](repeating: 0, count: count * columns)
        }
        if classes.count < count { classes = [Int32](repeating: 0, count: count) }
        var span = logits.mutableSpan
        var rows = span._mutatingExtracting(first: count * columns)
        try session.logits(of: pixels.span, into: &rows)
        var places = classes.mutableSpan
        var used = places._mutatingExtracting(first: count)
        var failure: Int?
        do throws(NumericError) {
            try Kernels.argmax(rows.span, columns: columns, into: &used)
        } catch {
            failure = Self.argmax(rows.span, columns: columns, into: &used)
        }
        if options.answers == .probabilities {
            if session.classifier.hasIndependentOutputs {
                Kernels.apply(.sigmoid, to: &rows)
            } else {
                Kernels.softmax(&rows, columns: columns)
            }
        }
        return failure
    }

    /// Finds the largest value of each row; of those with NaN -1.
    ///
    /// - Returns: The first row with NaN.
    private static func argmax(
        _ rows: Span<Float>, columns: Int, into places: inout MutableSpan<Int32>
    ) -> Int? {
        var failure: Int?
        for row in places.indices {
            var best = row * columns
            for index in row * columns..<(row + 1) * columns where best >= 0 {
                if rows[index].isNaN { best = -1 } else if rows[index] > rows[best] { best = index }
            }
            places[row] = best < 0 ? -1 : Int32(best - row * columns)
            if best < 0, failure == nil { failure = row }
        }
        return failure
    }

    /// The class of an image that was inferred; -1 where its answer is NaN.
    func label(of image: Int) -> Int { Int(classes[image]) }

    /// The logits, or the probabilities, of an image that was inferred.
    func values(of image: Int) -> ArraySlice<Float> {
        logits[image * classCount..<(image + 1) * classCount]
    }

    /// Appends the answers to images as raw frames have them.
    mutating func appendRaw(_ images: Range<Int>) {
        guard options.answers == .labels else {
            for value in logits[images.lowerBound * classCount..<images.upperBound * classCount] {
                let bits = value.bitPattern
                output.append(UInt8(truncatingIfNeeded: bits))
                output.append(UInt8(truncatingIfNeeded: bits >> 8))
                output.append(UInt8(truncatingIfNeeded: bits >> 16))
                output.append(UInt8(truncatingIfNeeded: bits >> 24))
            }
            return
        }
        for label in classes[images] {
            output.append(UInt8(truncatingIfNeeded: label))
            if isWide { output.append(UInt8(truncatingIfNeeded: label >> 8)) }
        }
    }

    /// Writes the answers, unless they may wait and are few.
    mutating func write(to channel: inout some FrameChannel) throws {
        if !options.isBuffered || output.count >= Self.sufficientOutput {
            try flush(to: &channel)
        }
    }

    /// Writes all answers.
    mutating func flush(to channel: inout some FrameChannel) throws {
        guard !output.isEmpty else { return }
        try channel.write(output)
        output.removeAll(keepingCapacity: true)
    }
}
