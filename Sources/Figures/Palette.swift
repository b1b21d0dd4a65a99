/// A color with the one that takes its place on dark pages.
package struct FigureColor: Hashable, Sendable {
    /// Six hexadecimal digits behind `#`.
    package let light: String
    package let dark: String

    /// Red, green and blue, 0…255, as `rgb()` of CSS takes them beside an opacity.
    package var lightChannels: String { Self.channels(light) }
    package var darkChannels: String { Self.channels(dark) }

    private static func channels(_ color: String) -> String {
        let number = Int(color.dropFirst(), radix: 16) ?? 0
        return "\(number >> 16) \(number >> 8 & 255) \(number & 255)"
    }
}

/// The colors of all figures.
///
/// Any two of ``series`` are told apart by all forms of color vision, in the simulation of G. M. Machado,
/// M. M. Oliveira and L. A. F. Fernandes, "A Physiologically-Based Model for Simulation of Color Vision
/// Deficiency", IEEE TVCG 15 (2009), and each is readable on its page.
package enum Palette {
    /// What is right; of weights, activations and contributions what is below zero.
    package static let blue = FigureColor(light: "#0b62c4", dark: "#6cb0ff")
    /// What is wrong; of weights, activations and contributions what is above zero.
    package static let orange = FigureColor(light: "#c2410c", dark: "#fb923c")
    /// The colors of lines, in this order.
    package static let series = [
        blue, orange, FigureColor(light: "#521433", dark: "#edd1b6"),
        FigureColor(light: "#050561", dark: "#f42559"),
    ]
    /// Texts.
    package static let ink = FigureColor(light: "#24292f", dark: "#e6edf3")
    /// Texts where the color of the page is not known.
    package static let neutralInk = "#6e7781"
    /// Lines of the grid and frames, on any page.
    package static let grid = "#8c959f"

    /// What tells lines apart without color.
    package static let dashes = ["", "7 3", "2 3", "9 3 2 3"]

    /// The classes of a figure's parts, as an element of style: `ink`, `grid`, `frame`, and those that are
    /// given, with the property that has the color.
    package static func style(
        _ classes: [(name: String, property: String, color: FigureColor)]
    ) -> String {
        func rules(_ color: (FigureColor) -> String) -> String {
            classes.map { ".\($0.name) { \($0.property): \(color($0.color)); }" }.joined(
                separator: " ")
        }
        return """
            <style>
            .ink { fill: \(neutralInk); } .grid { stroke: \(grid); stroke-opacity: 0.4; fill: none; }
            .frame { stroke: \(grid); fill: none; }
            \(rules(\.light))
            @media (prefers-color-scheme: light) { .ink { fill: \(ink.light); } }
            @media (prefers-color-scheme: dark) { .ink { fill: \(ink.dark); } \(rules(\.dark)) }
            </style>
            """
    }

    /// The classes `c0`, `c1` and so on of ``series``, for ``line(_:)``.
    package static let lineClasses = series.enumerated().map {
        (name: "c\($0)", property: "color", color: $1)
    }

    /// The class of the color of a line, of any number.
    package static func lineClass(_ index: Int) -> String { "c\(index % series.count)" }

    /// The attributes of a line that no other of the first sixteen shares.
    package static func line(_ index: Int) -> String {
        let dash = dashes[(index + index / series.count) % dashes.count]
        return
            "class=\"\(lineClass(index))\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\""
            + (dash.isEmpty ? "" : " stroke-dasharray=\"\(dash)\"")
    }
}
