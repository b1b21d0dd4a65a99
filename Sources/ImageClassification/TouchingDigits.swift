internal import DigitPreparation
internal import TensorCore

/// Decides with a network whether a piece of ink is one digit or several that touch.
///
/// A piece is cut where there is more evidence for two digits, less the price of a cut, than for one.
struct TouchingDigits {
    private let classifier: Classifier
    private let weights: Evidence

    /// More digits than this do not touch one another in a piece.
    private static let mostCuts = 5
    /// Pieces of a picture that has more are not cut: each takes the time of forty.
    private static let mostPieces = 64

    init(_ classifier: Classifier) {
        self.classifier = classifier
        weights = classifier.rejector == nil ? .ofAnswers : .ofAnswersAndDoubts
    }

    /// The digits of all pieces, in their order; those that touch from the left.
    func digits(of pieces: [DigitPiece]) -> [PreparedDigit] {
        let cuts = pieces.count <= Self.mostPieces ? Self.mostCuts : 0
        return pieces.flatMap { digits(of: $0, cuts: cuts).map { $0.digit } }
    }

    private func digits(of piece: DigitPiece, cuts: Int) -> [DigitPiece] {
        guard cuts > 0, classifier.classCount == 10 else { return [piece] }
        let parts = piece.parts()
        if parts.isEmpty { return [piece] }
        let images = ([piece] + parts.flatMap { [$0.left, $0.right] }).flatMap { $0.digit.pixels }
        let logits = classifier.logits(ofWhole: images)
        let doubts = (try? classifier.rejector?.judge(images)) ?? []
        let evidence = (0..<logits.rows).map { row in
            weights.forDigit(logits.row(row), doubts.isEmpty ? nil : doubts[row])
        }
        let aspect = Float(piece.digit.box.width) / Float(piece.digit.box.height)
        let pairs = parts.enumerated().map { index, part in
            let height = min(part.left.digit.box.height, part.right.digit.box.height)
            let lowerHeight = Float(height) / Float(piece.digit.box.height)
            return evidence[2 * index + 1] + evidence[2 * index + 2]
                + weights.forSecond(cut: part.cut, aspect: aspect, lowerHeight: lowerHeight)
        }
        guard let best = pairs.indices.max(by: { pairs[$0] < pairs[$1] }), pairs[best] > evidence[0]
        else { return [piece] }
        return digits(of: parts[best].left, cuts: cuts - 1)
            + digits(of: parts[best].right, cuts: cuts - 1)
    }
}

/// How much speaks for an image being a digit, as a logit: the sum of two parts, with what speaks for a
/// second digit, is comparable with that of the whole.
///
/// The weights are those of a conditional logit (McFadden 1974) between all cuts of a piece and none,
/// fitted to pairs of MNIST's training digits, moved together until they touch, and to single ones;
/// the price is a little higher, since single digits are more frequent.
private struct Evidence {
    /// For the largest logit less the second.
    let margin: Float
    /// For what the image is below the threshold from which it is no digit.
    let doubt: Float
    /// Against a second digit.
    let price: Float
    /// Against the seam that a cut goes through, for each width of the stroke that it costs.
    let seam: Float
    /// For the piece's width by its height: digits side by side are wide.
    let aspect: Float
    /// For the height of the lower part, as a share of the whole's: digits are as tall as one another.
    let lowerHeight: Float

    /// Networks are sure of most images, whatever these are: more than this says nothing more.
    private static let mostMargin: Float = 12
    private static let doubts: ClosedRange<Float> = -12...8

    /// Of networks that come with another one that tells what is no digit: it knows shapes.
    static let ofAnswersAndDoubts = Evidence(
        margin: 0.39, doubt: 0.62, price: 9.2, seam: 1.3, aspect: 0, lowerHeight: 0)
    /// Of the others, fitted to three networks together.
    static let ofAnswers = Evidence(
        margin: 0.52, doubt: 0, price: 9.2, seam: 5.6, aspect: 2.3, lowerHeight: 2.9)

    func forDigit(_ logits: [Float], _ rejection: Rejection?) -> Float {
        let sorted = logits.sorted(by: >)
        let isAnswer = margin * min(sorted[0] - sorted[1], Self.mostMargin)
        guard let rejection else { return isAnswer }
        let above = rejection.score - Float(rejection.threshold)
        return isAnswer - doubt * min(max(above, Self.doubts.lowerBound), Self.doubts.upperBound)
    }

    /// What speaks for a second digit, whatever the parts look like; less than 0 as a rule.
    func forSecond(cut: Float, aspect width: Float, lowerHeight height: Float) -> Float {
        aspect * width + lowerHeight * height - seam * cut - price
    }
}
