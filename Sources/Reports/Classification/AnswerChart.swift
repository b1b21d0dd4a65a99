internal import ImageClassification

/// An image beside the probabilities of its classes, drawn in block characters.
struct AnswerChart {
    let pixels: [UInt8]
    let shape: ImageShape
    let title: String
    let answer: Classification
    /// The names of the classes, safe to print.
    let classNames: [String]

    private static let mostBars = 12

    /// The lines, each with its line break.
    var text: String {
        let left = TerminalPicture(pixels, shape: shape).lines.map { "│\($0)│" }
        let right = [title, ""] + bars
        var table = TextTable([.left, .left])
        for row in 0..<max(left.count, right.count) {
            table.append([
                row < left.count ? left[row] : "", row < right.count ? right[row] : "",
            ])
        }
        return table.text
    }

    /// The classes with a bar each, in their order; of more than fit, the likeliest.
    private var bars: [String] {
        let classes =
            answer.ranking.count <= Self.mostBars
            ? Array(answer.ranking.indices) : Array(answer.ranking.prefix(Self.mostBars))
        let width = classes.map { classNames[$0].count }.max() ?? 0
        return classes.map { label in
            let share = Double(answer.probabilities[label])
            let bar = String(repeating: "█", count: Int((share * 20).rounded()))
            let name = pad(classNames[label], to: width)
            return "\(name) \(pad(probability(share), to: 8, .right)) \(bar)"
        }
    }
}
