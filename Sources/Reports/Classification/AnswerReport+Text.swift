internal import FileIO
internal import ImageClassification

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
            AnswerChart(
                pixels: image.pixels, shape: shape, title: title(of: image), answer: image.answer,
                classNames: classNames.map { displayName($0) }
            ).text
        }.joined(separator: "\n")
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
