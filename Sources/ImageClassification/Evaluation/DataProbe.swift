internal import Datasets
internal import FileIO
internal import Metrics
internal import TensorCore

/// Tries other layouts on the first images of a data set that a network does not recognize.
///
/// A set that is stored transposed, mirrored or dark on light, or whose labels are shifted, is read
/// without an error, and hardly an answer is right. Which of these it is, the network itself can
/// tell: with the right one it recognizes what it did not before. Only a remark follows from this;
/// nothing is read otherwise than was said.
struct DataProbe {
    /// The images, `[N, C, H, W]`, as they were scored.
    let pixels: [UInt8]
    /// Their classes; empty where these are not known.
    let labels: [Int]
    let shape: ImageShape

    /// With fewer images than this nothing is said.
    private static let fewest = 20
    /// Above this share of right answers nothing is looked for.
    private static let satisfying = 0.8
    /// What share of the images has to gain by another layout.
    private static let gain = 0.25
    /// The same for mean probabilities: bundled networks are 99 % sure of MNIST's images, 76 to 84 %
    /// of transposed and 86 to 91 % of mirrored ones, and 89 to 92 % sure of Fashion-MNIST's.
    private static let satisfyingConfidence = 0.93
    private static let confidenceGain = 0.06

    /// One way in which images may be stored.
    private struct Variant {
        let settings: [Setting]
        let options: DataOptions

        init(transposes: Bool, mirrors: Bool, inverts: Bool) {
            var options = DataOptions()
            (options.transposes, options.mirrors, options.inverts) =
                (transposes, mirrors, inverts)
            self.options = options
            settings =
                (transposes ? [.transposes] : []) + (mirrors ? [.mirrors] : [])
                + (inverts ? [.inverts] : [])
        }

        /// From what changes least to what changes most.
        static let all = [
            Variant(transposes: true, mirrors: false, inverts: false),
            Variant(transposes: false, mirrors: true, inverts: false),
            Variant(transposes: false, mirrors: false, inverts: true),
            Variant(transposes: true, mirrors: true, inverts: false),
            Variant(transposes: true, mirrors: false, inverts: true),
            Variant(transposes: false, mirrors: true, inverts: true),
            Variant(transposes: true, mirrors: true, inverts: true),
        ]
    }

    /// What another layout would make better, if any would.
    func remark(on file: String, by classifier: Classifier) throws -> DataRemark? {
        let count = labels.isEmpty ? pixels.count / shape.count : labels.count
        guard count >= Self.fewest else { return nil }
        let asRead = try answers(to: pixels, by: classifier)
        let before = score(asRead)
        if labels.isEmpty, hasLightBorder {
            // Networks are as sure of dark digits on light as of light ones, and wrong.
            return DataRemark(
                file: file, "the first \(count) images are dark on light, it seems",
                settings: [.inverts])
        }
        let satisfying = labels.isEmpty ? Self.satisfyingConfidence : Self.satisfying
        let gain = labels.isEmpty ? Self.confidenceGain : Self.gain
        guard before < satisfying * Double(count) else { return nil }
        if let remark = shiftedLabels(asRead, before, file) { return remark }
        var best: (variant: Variant, score: Double)?
        for variant in Variant.all where !variant.options.transposes || shape.height == shape.width
        {
            let score = score(try answers(to: changed(by: variant.options), by: classifier))
            if score > best?.score ?? before { best = (variant, score) }
        }
        guard let best, best.score - before >= gain * Double(count) else { return nil }
        let found =
            labels.isEmpty
            ? "the network is \(Int(100 * best.score / Double(count))) % sure of the first "
                + "\(count) images on average, instead of \(Int(100 * before / Double(count))) %"
            : "\(Int(best.score)) of the first \(count) answers are right, instead of "
                + "\(Int(before))"
        return DataRemark(
            file: file, "read otherwise, \(found)", settings: best.variant.settings)
    }

    /// Whether the outermost pixels of grey images of MNIST's size are lighter than the middle.
    private var hasLightBorder: Bool {
        guard shape == ImageShape(height: 28, width: 28) else { return false }
        var (border, sum) = (0, 0)
        for (index, pixel) in pixels.enumerated() {
            let (row, column) = (index % 784 / 28, index % 28)
            sum += Int(pixel)
            if row % 27 == 0 || column % 27 == 0 { border += Int(pixel) }
        }
        let images = pixels.count / 784
        let borderCount = 108
        let (outer, inner) = (
            border / (images * borderCount), (sum - border) / (images * (784 - borderCount))
        )
        return outer > 160 && outer > inner + 16
    }

    /// Labels that are all one too high: those of a set that counts from 1.
    private func shiftedLabels(
        _ answers: [Answer], _ before: Double, _ file: String
    ) -> DataRemark? {
        guard !labels.isEmpty, !labels.contains(0) else { return nil }
        let shifted = zip(answers, labels).count { $0.prediction == $1 - 1 }
        guard Double(shifted) - before >= Self.gain * Double(labels.count) else { return nil }
        return DataRemark(
            file: file,
            "no label is 0, and with labels that start at 1, \(shifted) of the first "
                + "\(labels.count) answers are right, instead of \(Int(before))",
            settings: [.firstLabel.set(to: "1")])
    }

    /// The class that an image is put into, and its probability.
    private typealias Answer = (prediction: Int, confidence: Double)

    private func answers(to pixels: [UInt8], by classifier: Classifier) throws -> [Answer] {
        let logits = classifier.logits(ofWhole: pixels)
        return (0..<logits.rows).map { row in
            let score = Score(logits: logits.row(row).span, label: 0)
            return (score?.prediction ?? -1, score?.confidence ?? 0)
        }
    }

    /// How many answers are right; where that is not known, the sum of their probabilities.
    private func score(_ answers: [Answer]) -> Double {
        labels.isEmpty
            ? answers.reduce(0) { $0 + $1.confidence }
            : Double(zip(answers, labels).count { $0.prediction == $1 })
    }

    private func changed(by options: DataOptions) throws -> [UInt8] {
        var copy = pixels
        var span = copy.mutableSpan
        try PixelLayout.change(&span, shape: shape, options: options)
        return copy
    }
}
