import ImageClassification
import StrictJSON

extension AnswerReport {
    /// One line for each image.
    var table: String {
        let hasLabels = images.contains { $0.label != nil }
        let ranks = 1..<topK + 1
        var table = TextTable(
            [.right, .left] + ranks.flatMap { _ in [TextTable.Alignment.left, .right] } + [.left])
        table.append(
            ["image", hasLabels ? "true" : ""]
                + ranks.flatMap { [$0 == 1 ? "answer" : "or", "share"] } + [""])
        for image in images {
            let answer = image.answer
            table.append(
                ["\(image.index)", image.label.map(name) ?? ""]
                    + answer.ranking.prefix(topK).flatMap { label in
                        [name(label), percent(Double(answer.probabilities[label]))]
                    } + [isWrong(image) ? "wrong" : ""])
        }
        return table.text
    }

    /// A picture of each image with a chart of its classes beside it.
    var pictures: String {
        images.map { image in
            let left = TerminalPicture(image.pixels, shape: shape).lines.map { "│\($0)│" }
            let right = [title(of: image), ""] + chart(of: image.answer)
            var table = TextTable([.left, .left])
            for row in 0..<max(left.count, right.count) {
                table.append([
                    row < left.count ? left[row] : "", row < right.count ? right[row] : "",
                ])
            }
            return table.text
        }.joined(separator: "\n")
    }

    /// The classes with a bar each, in their order; of more than fit, the likeliest.
    private func chart(of answer: Classification) -> [String] {
        let fitting = 12
        let classes =
            answer.ranking.count <= fitting
            ? Array(answer.ranking.indices) : Array(answer.ranking.prefix(fitting))
        let width = classes.map { name($0).count }.max() ?? 0
        return classes.map { label in
            let share = Double(answer.probabilities[label])
            let bar = String(repeating: "█", count: Int((share * 20).rounded()))
            return "\(pad(name(label), to: width)) \(pad(percent(share), to: 8, .right)) \(bar)"
        }
    }

    private func title(of image: ClassifiedImage) -> String {
        let answer = "image \(image.index): \(name(image.answer.prediction))"
        guard let label = image.label else { return answer }
        return isWrong(image) ? "\(answer), wrong: it is \(name(label))" : "\(answer), right"
    }

    private func isWrong(_ image: ClassifiedImage) -> Bool {
        image.label.map { $0 != image.answer.prediction } ?? false
    }

    private func name(_ label: Int) -> String { displayName(classNames[label]) }
}
