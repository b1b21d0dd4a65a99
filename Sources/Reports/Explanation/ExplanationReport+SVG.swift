internal import Figures
internal import FileIO
internal import ImageClassification

extension ExplanationReport {
    private static let margin = 16.0
    private static let drawing = 280.0
    private static let caption = 76.0

    /// One picture of all images, one below the other, that can stand on light and dark pages.
    ///
    /// Left the image, right in one color what spoke for the answer and in another what for the second
    /// choice, the stronger the more.
    public var svg: String {
        let side = Self.drawing / Double(max(shape.height, shape.width, 1))
        let height = side * Double(shape.height) + Self.caption
        let parts = items.enumerated().map { index, item in
            part(item, top: Self.margin + height * Double(index), side: side)
        }
        let style = Palette.style([
            (name: "for", property: "fill", color: Palette.orange),
            (name: "against", property: "fill", color: Palette.blue),
        ])
        return figure(
            width: 2 * Self.drawing + 3 * Self.margin,
            height: Self.margin + height * Double(items.count),
            label: "What spoke for each answer", style + "\n" + parts.joined(separator: "\n"))
    }

    private func part(_ item: Item, top: Double, side: Double) -> String {
        let explanation = item.explanation
        let scale = explanation.contributions.reduce(0) { max($0, $1.magnitude) }
        let right = 2 * Self.margin + Self.drawing
        var cells = ""
        let plane = shape.height * shape.width
        for index in item.pixels.indices {
            let (y, x) = ((index % plane) / shape.width, index % shape.width)
            // Channels lie over each other.
            let share = Double(item.pixels[index]) / 255 / Double(shape.channels)
            cells += cell("ink", Self.margin, top, x, y, side, opacity: share)
            let value = explanation.contributions[index]
            cells += cell(
                value > 0 ? "for" : "against", right, top, x, y, side,
                opacity: (value.magnitude / max(scale, 1e-300)).squareRoot())
        }
        let (answer, against) = (
            xmlText(name(explanation.answer)), xmlText(name(explanation.against))
        )
        let bottom = top + side * Double(shape.height)
        let (wide, high) = (
            fixed(side * Double(shape.width), 1), fixed(side * Double(shape.height), 1)
        )
        return """
            \(cells)<g class="frame">\
            <rect x="\(fixed(Self.margin, 1))" y="\(fixed(top, 1))" width="\(wide)" height="\(high)"/>\
            <rect x="\(fixed(right, 1))" y="\(fixed(top, 1))" width="\(wide)" height="\(high)"/></g>
            <g class="ink" font-family="sans-serif" font-size="12">
            <text x="\(fixed(Self.margin, 1))" y="\(fixed(bottom + 18, 1))">\
            \(xmlText(displayName(item.title))): \(answer)</text>
            <text x="\(fixed(right, 1))" y="\(fixed(bottom + 18, 1))"><tspan class="for">for \
            \(answer)</tspan>, <tspan class="against">for \(against)</tspan></text>
            <text x="\(fixed(Self.margin, 1))" y="\(fixed(bottom + 36, 1))" font-size="11">\
            logit of \(answer) - logit of \(against): \(fixed(explanation.difference, 3)) = \
            \(fixed(explanation.support, 3)) - \(fixed(explanation.opposition, 3)) + \
            \(fixed(explanation.blank, 3)) (blank image); standard error of a pixel at most \
            \(fixed(explanation.largestStandardError, 3))</text>
            </g>
            """
    }

    private func cell(
        _ name: String, _ left: Double, _ top: Double, _ x: Int, _ y: Int, _ side: Double,
        opacity: Double
    ) -> String {
        guard opacity > 0.004 else { return "" }
        return "<rect class=\"\(name)\" x=\"\(fixed(left + side * Double(x), 2))\" "
            + "y=\"\(fixed(top + side * Double(y), 2))\" width=\"\(fixed(side, 2))\" "
            + "height=\"\(fixed(side, 2))\" fill-opacity=\"\(fixed(opacity, 3))\"/>\n"
    }
}
