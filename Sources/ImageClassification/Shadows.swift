internal import DigitPreparation
internal import PictureDecoding

/// Ink that is no digit, and may be the shadow that a digit lies in.
///
/// A shadow with a sharp edge is ink to a preparation that compares with paper far away. Where all
/// that was found is refused, and a narrower window finds something smaller that is surely a digit,
/// the rest was a shadow.
struct Shadows {
    private let classifier: Classifier
    private let rejector: Rejector
    /// The area of the largest.
    private let area: Int

    /// A digit's box has at most this share of the shadow's.
    private static let largestShare = 0.35
    /// How far below the threshold a digit's score has to be.
    private static let leastCertainty: Float = 4
    /// What has more pieces is a texture.
    private static let mostDigits = 16

    /// `nil` if anything that was found can be a digit, or the model cannot tell.
    init?(_ prepared: PreparedPicture, _ classifier: Classifier) {
        guard let rejector = classifier.rejector,
            let doubts = try? rejector.judge(prepared.digits.flatMap({ $0.pixels })),
            doubts.allSatisfy({ $0.isRejected })
        else { return nil }
        (self.classifier, self.rejector) = (classifier, rejector)
        area = prepared.digits.map { $0.box.width * $0.box.height }.max() ?? 0
    }

    /// The digits of the picture in narrower windows; `nil` if there are none.
    func withoutThem(
        in picture: Picture, _ preparation: DigitPreprocessor
    ) -> PreparedPicture? {
        for found in preparation.piecesInNarrowerWindows(of: picture)
        where found.pieces.count <= Self.mostDigits
            && !found.leftOut.contains(where: { $0.isFrame })
        {
            let digits = TouchingDigits(classifier).digits(of: found.pieces)
            if areDigits(digits) { return PreparedPicture(digits: digits, leftOut: found.leftOut) }
        }
        return nil
    }

    private func areDigits(_ digits: [PreparedDigit]) -> Bool {
        let largest = digits.map { $0.box.width * $0.box.height }.max() ?? 0
        guard Double(largest) <= Self.largestShare * Double(area),
            let doubts = try? rejector.judge(digits.flatMap({ $0.pixels }))
        else { return false }
        return doubts.allSatisfy {
            $0.score < Float($0.threshold) - Self.leastCertainty
        }
    }
}

extension LeftOut {
    fileprivate var isFrame: Bool { kind == .frame }
}
