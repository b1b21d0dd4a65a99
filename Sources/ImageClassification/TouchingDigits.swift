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

    init(_ classifier: Classifier) { self.classifier = classifier }

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
        let sureness = (0..<logits.rows).map { row in
            Sureness(logits.row(row), doubts.isEmpty ? nil : doubts[row])
        }
        let aspect = Float(piece.digit.box.width) / Float(piece.digit.box.height)
        let readings = parts.enumerated().map { index, part in
            let height = min(part.left.digit.box.height, part.right.digit.box.height)
            return Reading(
                left: sureness[2 * index + 1], right: sureness[2 * index + 2], cut: part.cut,
                lowerHeight: Float(height) / Float(piece.digit.box.height))
        }
        guard
            let best = readings.indices.max(by: { readings[$0].score < readings[$1].score }),
            let least = readings[best].leastAdvantage(over: sureness[0]),
            readings[best].advantage(over: sureness[0], aspect: aspect) > least
        else { return [piece] }
        return digits(of: parts[best].left, cuts: cuts - 1)
            + digits(of: parts[best].right, cuts: cuts - 1)
    }
}

/// How sure a network is of an image: the largest logit less the second, up to a limit.
private struct Sureness {
    let margin: Float
    /// By how much the image is above the threshold from which it is no digit; negative below,
    /// `nil` if the model cannot tell.
    let doubt: Float?

    private static let limit: Float = 12

    init(_ logits: [Float], _ rejection: Rejection?) {
        let sorted = logits.sorted(by: >)
        margin = min(sorted[0] - sorted[1], Self.limit)
        doubt = rejection.map { $0.score - Float($0.threshold) }
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
    var score: Float { left.margin + right.margin - cut - max(0, partsDoubt ?? 0) }

    /// The greater doubt of both parts.
    private var partsDoubt: Float? {
        guard let left = left.doubt, let right = right.doubt else { return nil }
        return max(left, right)
    }

    /// From which advantage on the parts are two digits; `nil` if they are not, whatever it is.
    ///
    /// What is surely a digit is one, and parts that can be none are none. That the whole can be no
    /// digit makes it two only if they can: an H is not two 1.
    func leastAdvantage(over whole: Sureness) -> Float? {
        guard let doubt = whole.doubt, let parts = partsDoubt else { return Self.leastAdvantage }
        if doubt < Self.surelyOne || (doubt <= 0 && parts > 0) { return nil }
        return doubt > 0 && parts <= 0 ? Self.leastOfDoubtful : Self.leastAdvantage
    }

    /// From this advantage of the parts on a piece is several digits.
    private static let leastAdvantage: Float = -0.25
    /// The same if the whole is refused and both parts are not.
    private static let leastOfDoubtful: Float = -0.75
    /// So far below the threshold of rejection are 95 % of single digits, and hardly any pair.
    private static let surelyOne: Float = -3

    /// How much speaks for two digits, against one: above 0 two are likelier.
    ///
    /// A logistic regression on generated pictures of single digits and of pairs of MNIST's digits,
    /// moved together until they touch. The wider a piece, the rather it is two.
    func advantage(over whole: Sureness, aspect: Float) -> Float {
        0.57 * min(left.margin, right.margin) - 0.48 * whole.margin + 2.98 * aspect - 0.95 * cut
            + 2.92 * lowerHeight - 5.46
    }
}
