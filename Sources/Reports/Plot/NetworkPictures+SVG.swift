internal import Figures
internal import FileIO

extension NetworkPictures {
    private static let width = 640.0
    private static let margin = 16.0
    private static let gap = 8.0
    /// How many shades there are of each color.
    private static let levels = 8

    /// An SVG picture that can stand on light and dark pages: what is above zero in one color and what
    /// is below in another, the stronger the farther from zero.
    public var svg: String {
        var top = Self.margin + 20
        var parts: [String] = []
        for section in sections {
            let (part, height) = part(section, top: top)
            parts.append(part)
            top += height
        }
        let title = displayName(title, maximumLength: 200)
        let content = """
            \(Palette.style([
                (name: "above", property: "fill", color: Palette.orange),
                (name: "below", property: "fill", color: Palette.blue),
            ]))
            <g class="ink" font-family="sans-serif" font-size="12">
            <text x="\(fixed(Self.margin, 0))" y="20">\(xmlText(title))</text>
            \(parts.joined(separator: "\n"))
            </g>
            """
        return figure(width: Self.width, height: top, label: title, content)
    }

    /// The pictures of a layer in rows, and how much of the height they take.
    private func part(_ section: Section, top: Double) -> (svg: String, height: Double) {
        let widest = section.pictures.map(\.width).max() ?? 1
        let highest = section.pictures.map(\.height).max() ?? 1
        // Eight in a row, but a single picture no larger than a quarter of the whole.
        let room = Self.width - 2 * Self.margin
        let columns = section.pictures.count == 1 ? 4 : min(8, max(4, section.pictures.count))
        let cell = (room - Self.gap * Double(columns - 1)) / Double(columns)
        let isStrip = section.pictures.count == 1 && highest == 1
        let side = isStrip ? min(16, room / Double(widest)) : cell / Double(max(widest, highest))
        let stride = side * Double(highest) + (section.pictures.count > 1 ? 20 : Self.gap)
        var svg = """
            <text x="\(fixed(Self.margin, 0))" y="\(fixed(top + 14, 1))">\
            \(xmlText(section.title)): \(grouped(section.count)); largest magnitude \
            \(fixed(section.largest, 4))</text>\n
            """
        for (index, picture) in section.pictures.enumerated() {
            let left = Self.margin + (cell + Self.gap) * Double(index % columns)
            let y = top + 22 + stride * Double(index / columns)
            svg += drawing(of: picture, left, y, side, largest: section.largest)
        }
        let rows = (section.pictures.count + columns - 1) / columns
        return (svg, 22 + stride * Double(rows) + Self.gap)
    }

    private func drawing(
        of picture: Picture, _ left: Double, _ top: Double, _ side: Double, largest: Double
    ) -> String {
        var paths: [Int: String] = [:]
        for (index, value) in picture.values.enumerated() {
            let level = Int((Double(Self.levels) * value / max(largest, 1e-300)).rounded())
            guard level != 0 else { continue }
            paths[level, default: ""] +=
                "M\(index % picture.width) \(index / picture.width)h1v1h-1z"
        }
        let cells = paths.sorted { $0.key < $1.key }.map { level, path in
            "<path class=\"\(level > 0 ? "above" : "below")\" fill-opacity=\""
                + "\(fixed(Double(abs(level)) / Double(Self.levels), 3))\" d=\"\(path)\"/>"
        }
        let (x, y) = (fixed(left, 2), fixed(top, 2))
        let bottom = top + side * Double(picture.height)
        let title =
            picture.title.isEmpty
            ? ""
            : "<text x=\"\(x)\" y=\"\(fixed(bottom + 12, 2))\">\(picture.title)</text>"
        return """
            <g transform="translate(\(x) \(y)) scale(\(fixed(side, 4)))">\(cells.joined())</g>\
            <rect class="frame" x="\(x)" y="\(y)" width="\(fixed(side * Double(picture.width), 2))" \
            height="\(fixed(side * Double(picture.height), 2))"/>\(title)\n
            """
    }
}
