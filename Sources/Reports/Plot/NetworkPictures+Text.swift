internal import Figures
internal import FileIO
internal import ImageClassification

extension NetworkPictures {
    /// The most pictures of a layer that stand in a terminal, and the most characters in a line.
    private static let drawn = 4
    private static let columns = 150

    /// Block characters, of each picture first what is above zero and then, where there is any, what is
    /// below: the darker the farther from zero.
    public var text: String {
        ([displayName(title, maximumLength: 200) + "\n"] + sections.map(text)).joined(
            separator: "\n")
    }

    private func text(of section: Section) -> String {
        let pictures = section.pictures.prefix(Self.drawn)
        var heading = "\(section.title): largest magnitude \(fixed(section.largest, 4))"
        if section.count > pictures.count, section.pictures.count > 1 {
            heading += "; \(pictures.count) of \(grouped(section.count)) are drawn"
        }
        let hasBoth = section.pictures.contains { $0.values.contains { $0 < 0 } }
        var rows: [[String]] = []
        for picture in pictures {
            let signs: [Double] = hasBoth ? [1, -1] : [1]
            let drawings = signs.map { drawing(of: picture, sign: $0, largest: section.largest) }
            let titles = hasBoth ? ["\(picture.title) above 0", "below 0"] : [picture.title]
            let block = (titles.allSatisfy(\.isEmpty) ? [] : [titles]) + transposed(drawings)
            rows += block
            rows.append([])
        }
        var lines = [heading]
        let width = min(Self.columns, pictures.map(\.width).max() ?? 0) + 2
        for row in rows {
            lines.append(
                row.map { pad($0, to: width) }.joined(separator: " ").trimmingTrailingSpaces)
        }
        return lines.joined(separator: "\n")
    }

    private func drawing(of picture: Picture, sign: Double, largest: Double) -> [String] {
        let shades = picture.values.map { value in
            UInt8((255 * max(0, sign * value) / max(largest, 1e-300)).rounded())
        }
        let missing = picture.width * picture.height - shades.count
        return TerminalPicture(
            shades + [UInt8](repeating: 0, count: missing),
            shape: ImageShape(height: picture.height, width: picture.width)
        ).lines.map { "│\($0)│" }
    }

    private func transposed(_ drawings: [[String]]) -> [[String]] {
        drawings[0].indices.map { line in drawings.map { $0[line] } }
    }
}
