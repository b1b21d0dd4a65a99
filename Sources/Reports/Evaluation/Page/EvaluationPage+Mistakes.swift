internal import Figures
internal import FileIO
internal import ImageClassification

/// The confusion matrix, and the pictures that its cells lead to.
extension EvaluationPage {
    /// Pictures in the gallery.
    private static let galleryLimit = 24
    /// Pictures of a cell.
    private static let cellLimit = 20
    /// Colors go from nothing to this opacity, under which text is readable.
    private static let mostOpaque = 0.55

    var confusion: String {
        let matrix = report.evaluation.confusion
        let shown = Set(pictures.map { Cell($0.mistake) })
        let head = names.map { "<th scope=\"col\">\(xmlText($0))</th>" }.joined()
        let mostWrong = names.indices.flatMap { label in
            names.indices.map { $0 == label ? 0 : matrix[label: label, prediction: $0] }
        }.max()
        let rows = names.indices.map { label in
            let cells = names.indices.map { prediction -> String in
                let count = matrix[label: label, prediction: prediction]
                if count == 0 { return "<td></td>" }
                let cell = Cell(label: label, prediction: prediction)
                let most = label == prediction ? matrix.support(label) : mostWrong ?? count
                // A root makes few mistakes visible beside many.
                let share = (Double(count) / Double(max(1, most))).squareRoot() * Self.mostOpaque
                let text =
                    shown.contains(cell)
                    ? "<a href=\"#\(cell.id)\">\(grouped(count))</a>" : grouped(count)
                return "<td class=\"\(label == prediction ? "right" : "wrong")\" "
                    + "style=\"--share: \(fixed(share, 3))\">\(text)</td>"
            }
            return "<tr><th scope=\"row\">\(xmlText(names[label]))</th>\(cells.joined())</tr>"
        }
        return """
            <p>Rows are true classes, columns are answers. Right ones are on the diagonal, in blue, the \
            stronger the more of the class; mistakes are beside it, in orange, the stronger the more \
            there are. A number leads to its images.</p>
            <div class="scroll" tabindex="0" role="region" aria-label="confusion matrix">
            <table class="map">
            <thead><tr><th scope="col">true \\ answer</th>\(head)</tr></thead>
            <tbody>
            \(rows.joined(separator: "\n"))
            </tbody>
            </table>
            </div>
            """
    }

    var gallery: String {
        let wrong = report.evaluation.total - report.evaluation.correct
        if wrong == 0 { return "<p>There is none.</p>" }
        let shown = pictures.prefix(Self.galleryLimit)
        return "<p>\(grouped(shown.count)) of \(grouped(wrong)), by falling probability of the "
            + "answer. Numbers are positions in the file, from 0.</p>\n" + list(shown)
    }

    var cells: String {
        let groups = Dictionary(grouping: pictures) { Cell($0.mistake) }
        let sections = groups.keys.sorted().map { cell -> String in
            let all = groups[cell] ?? []
            let count = report.evaluation.confusion[label: cell.label, prediction: cell.prediction]
            let title =
                "\(names[cell.label]) taken for \(names[cell.prediction]): \(grouped(count))"
            let shown = all.prefix(Self.cellLimit)
            let rest =
                shown.count < count
                ? "<p class=\"soft\">The surest \(grouped(shown.count)) are shown.</p>\n" : ""
            return "<h3 id=\"\(cell.id)\">\(xmlText(title))</h3>\n\(rest)\(list(shown))"
                + "\n<p><a href=\"#confusion\">Back to the confusion matrix</a></p>"
        }
        return sections.isEmpty ? "<p>There is none.</p>" : sections.joined(separator: "\n")
    }

    private func list(_ pictures: ArraySlice<MisclassifiedImage>) -> String {
        let items = pictures.map { "<li>\(item($0))</li>" }
        return "<ul class=\"pictures\">\n\(items.joined(separator: "\n"))\n</ul>"
    }

    private func item(_ picture: MisclassifiedImage) -> String {
        let mistake = picture.mistake
        let label = names[mistake.label]
        let shape = model.manifest.input
        let image =
            InlinePicture(pixels: picture.image.pixels, height: shape.height, width: shape.width)
            .map { $0.html("image \(mistake.index), a \(label)") } ?? ""
        let corrected = report.correctedLabel(of: mistake).map { ", corrected to \(names[$0])" }
        let ofLabel = probability(Double(picture.image.answer.probabilities[mistake.label]))
        return "\(image)\(mistake.index): \(xmlText(label + (corrected ?? "")))<br>"
            + "answer <strong>\(xmlText(names[mistake.prediction]))</strong> "
            + "\(xmlText(probability(mistake.confidence)))<br>"
            + "<span class=\"soft\">\(xmlText(label)) \(xmlText(ofLabel))</span>"
    }
}

/// A label and what it was taken for.
private struct Cell: Hashable, Comparable {
    let label: Int
    let prediction: Int

    init(label: Int, prediction: Int) { (self.label, self.prediction) = (label, prediction) }

    init(_ mistake: Evaluation.Mistake) {
        self.init(label: mistake.label, prediction: mistake.prediction)
    }

    var id: String { "cell-\(label)-\(prediction)" }

    static func < (left: Cell, right: Cell) -> Bool {
        (left.label, left.prediction) < (right.label, right.prediction)
    }
}
