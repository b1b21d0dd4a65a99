/// Where a plot lies in a figure, in its units, with both axes.
package struct PlotFrame: Sendable {
    package let left: Double
    package let top: Double
    package let right: Double
    package let bottom: Double
    package let horizontal: any FigureScale
    package let vertical: any FigureScale

    /// Lays out a plot.
    package init(
        left: Double, top: Double, right: Double, bottom: Double, horizontal: any FigureScale,
        vertical: any FigureScale
    ) {
        (self.left, self.top, self.right, self.bottom) = (left, top, right, bottom)
        (self.horizontal, self.vertical) = (horizontal, vertical)
    }

    /// From the left of the figure to a value.
    package func x(_ value: Double) -> Double {
        left + (right - left) * horizontal.position(value)
    }

    /// From the top of the figure to a value.
    package func y(_ value: Double) -> Double {
        bottom + (top - bottom) * vertical.position(value)
    }

    /// A line with a number for each mark of both axes, as elements of SVG of the classes that
    /// ``Palette/style(_:)`` has.
    package func grid(
        _ horizontalText: (Double) -> String, _ verticalText: (Double) -> String
    ) -> String {
        let rows = vertical.ticks.map { tick -> String in
            let y = fixed(y(tick), 1)
            return """
                <path class="grid" d="M\(fixed(left, 1)) \(y)H\(fixed(right, 1))"/>
                <text x="\(fixed(left - 6, 1))" y="\(y)" dy="4" text-anchor="end">\
                \(xmlText(verticalText(tick)))</text>
                """
        }
        let columns = horizontal.ticks.map { tick -> String in
            let x = fixed(x(tick), 1)
            return """
                <path class="grid" d="M\(x) \(fixed(top, 1))V\(fixed(bottom, 1))"/>
                <text x="\(x)" y="\(fixed(bottom + 16, 1))" text-anchor="middle">\
                \(xmlText(horizontalText(tick)))</text>
                """
        }
        return (rows + columns).joined(separator: "\n")
    }
}

/// An SVG picture that stands alone, on light and on dark pages.
///
/// - Parameters:
///   - label: What people who do not see it are told, as text.
///   - content: Elements, a style first.
package func figure(width: Double, height: Double, label: String, _ content: String) -> String {
    let (width, height) = (fixed(width, 0), fixed(height, 0))
    return """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width) \(height)" width="\(width)" \
        height="\(height)" role="img" aria-label="\(xmlAttribute(label))">
        \(content)
        </svg>

        """
}
