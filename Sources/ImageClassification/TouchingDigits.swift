internal import DigitPreparation
internal import TensorCore

/// Decides with a network whether a piece of ink is one digit or several that touch.
///
/// Networks are sure of most pieces, whatever these are, so what counts is how sure they are of both
/// parts, and how wide the piece is: of two digits side by side the widths add up.
struct TouchingDigits {
    private let classifier: Classifier

    /// More digits than this do not touch one another in a piece.
    private static let mostCuts = 5
    /// Pieces of a picture that has more are not cut: each takes the time of forty.
    private static let mostPieces = 64
    /// From this advantage of the parts on a piece is several digits.
    private static let leastAdvantage: Float = -0.25

    init(_ classifier: Classifier) { self.classifier = classifier }

    /// The digits of all pieces, in their order; those that touch from the left.
    func digits(of pieces: [DigitPiece]) -> [PreparedDigit] {
        let cuts = pieces.count <= Self.mostPieces ? Self.mostCuts : 0
        return pieces.flatMap { digits(of: $0, cuts: cuts).map(\.digit) }
    }

    private func digits(of piece: DigitPiece, cuts: Int) -> [DigitPiece] {
        guard cuts > 0, classifier.classCount == 10 else { return [piece] }
        let parts = piece.parts()
        if parts.isEmpty { return [piece] }
        let images = [piece] + parts.flatMap { [$0.left, $0.right] }
        let logits = classifier.logits(ofWhole: images.flatMap(\.digit.pixels))
        let sureness = (0..<logits.rows).map { Sureness(logits.row($0)) }
        let aspect = Float(piece.digit.box.width) / Float(piece.digit.box.height)
        let readings = parts.enumerated().map { index, part in
            let height = min(part.left.digit.box.height, part.right.digit.box.height)
            return Reading(
                left: sureness[2 * index + 1], right: sureness[2 * index + 2], cut: part.cut,
                lowerHeight: Float(height) / Float(piece.digit.box.height))
        }
        guard
            let best = readings.indices.max(by: { readings[$0].score < readings[$1].score }),
            readings[best].advantage(over: sureness[0], aspect: aspect) > Self.leastAdvantage
        else { return [piece] }
        return digits(of: parts[best].left, cuts: cuts - 1)
            + digits(of: parts[best].right, cuts: cuts - 1)
    }
}

/// How sure a network is of an image: the largest logit less the second, up to a limit.
private struct Sureness {
    let margin: Float

    private static let limit: Float = 12

    init(_ logits: [Float]) {
        let sorted = logits.sorted(by: >)
        margin = min(sorted[0] - sorted[1], Self.limit)
    }
}

/// Two parts of a piece of ink, read as digits.
private struct Reading {
    let left: Sureness
    let right: Sureness
    /// The ink that the cut goes through, in widths of the stroke.
    let cut: Float

    /// The height of the lower part, as a share of the whole's.
    let lowerHeight: Float

    /// Of several cuts the one with the largest is right most often.
    var score: Float { left.margin + right.margin - cut }

    /// How much speaks for two digits, against one: above 0 two are likelier.
    ///
    /// A logistic regression on generated pictures of single digits and of pairs of MNIST's digits,
    /// moved together until they touch. The wider a piece, the rather it is two.
    func advantage(over whole: Sureness, aspect: Float) -> Float {
        0.57 * min(left.margin, right.margin) - 0.48 * whole.margin + 2.98 * aspect - 0.95 * cut
            + 2.92 * lowerHeight - 5.46
    }
}
