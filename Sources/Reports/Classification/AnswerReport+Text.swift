internal import FileIO
internal import ImageClassification

extension AnswerReport {
    /// One line for each image.
    var table: String {
        let hasLabels = images.contains { $0.label != nil }
        let ranks = 1..<topK + 1
        var table = TextTable(
            [.right, .left] + ranks.flatMap { _ in [TextTable.Alignment.left, .right] }
                + (sets == nil ? [.left] : [.left, .left]))
        table.append(
            ["image", hasLabels ? "true" : ""]
                + ranks.flatMap { [$0 == 1 ? "answer" : "or", "probability"] }
                + (sets == nil ? [""] : ["set", ""]))
        for image in images {
            var cells = ["\(image.index)", image.label.map(name) ?? ""]
            for label in image.answer.ranking.prefix(topK) {
                cells += [name(label), probability(Double(image.answer.probabilities[label]))]
            }
            if let sets { cells.append(sets.text(of: image.answer, classNames: classNames)) }
            table.append(cells + [isWrong(image) ? "wrong" : ""])
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
        let set = sets.map { ", \($0.text(of: image.answer, classNames: classNames))" } ?? ""
        let answer = "image \(image.index): \(name(image.answer.prediction))\(set)"
        guard let label = image.label else { return answer }
        return isWrong(image) ? "\(answer), wrong: it is \(name(label))" : "\(answer), right"
    }

    private func isWrong(_ image: ClassifiedImage) -> Bool {
        image.label.map { $0 != image.answer.prediction } ?? false
    }

    private func name(_ label: Int) -> String { displayName(classNames[label]) }
}
