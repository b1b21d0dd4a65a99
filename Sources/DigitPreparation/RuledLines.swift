/// Lines that were printed on the paper, from border to border, across or upright.
///
/// A line is thin and about straight, and may be inclined. It is looked for on a small map of the
/// ink, and then followed on the map itself, which allows for the bend of a page or a lens. Where a
/// stroke crosses it, it is thicker there, and that part stays.
///
/// The lines of one direction are a family: parallel, and of one thickness. So once some are found,
/// others are known that strokes hide for a part of the way, or that cut a corner of the picture.
struct RuledLines {
    /// Row-major: the pixels that belong to lines.
    private(set) var erased: [Bool] = []

    var isEmpty: Bool { erased.isEmpty }

    /// The longer side of the small map, at most.
    private static let searchExtent = 400
    /// So many places that look like lines are followed in each direction, twice: more than squared
    /// paper has, and few enough for what is all lines.
    private static let mostCandidates = 400
    /// Lines up to this share of the picture's shorter side, or so many pixels, are thin, whatever
    /// else there is.
    private static let thin = 0.01
    private static let thinPixels = 4
    /// Others are lines if they go from border to border, and are thinner than this share of the
    /// pen's strokes: a box has sides, and a digit that fills the picture has bars.
    private static let thinBesidePen = 0.75

    init(_ ink: InkComponents, width: Int, height: Int) {
        let shorter = min(width, height)
        guard shorter >= 64 else { return }
        let factor = (max(width, height) + Self.searchExtent - 1) / Self.searchExtent
        var lines: [RuledLine] = []
        for isUpright in [false, true] {
            let path = LinePath(
                labels: ink.labels,
                layout: LineLayout(width: width, height: height, isUpright: isUpright))
            lines += Self.lines(along: path, factor: factor)
        }
        let thin = max(Self.thinPixels, Int(Self.thin * Double(shorter)))
        erase(lines, of: ink)
        if lines.contains(where: { $0.thickness > thin }) {
            let pen = strokeWidth(ink, width: width, height: height)
            lines.removeAll {
                $0.thickness > thin
                    && (!$0.isWhole || Double($0.thickness) > Self.thinBesidePen * pen)
            }
            erase(lines, of: ink)
        }
    }

    /// The lines of one direction: those that are plain, then the others of their family.
    private static func lines(along path: LinePath, factor: Int) -> [RuledLine] {
        var search = LineSearch(path, factor: factor)
        func found(_ follow: (SmallLine) -> RuledLine?) -> [RuledLine] {
            var lines: [RuledLine] = []
            var candidates = 0
            while candidates < mostCandidates, let place = search.next() {
                candidates += 1
                guard let line = follow(place) else { continue }
                search.remove(line)
                lines.append(line)
            }
            return lines
        }
        let plain = found { path.line(along: $0, factor: factor) }
        guard !plain.isEmpty else { return [] }
        let thicknesses = plain.map { $0.thickness }.sorted()
        search.restrict(to: plain.map { $0.place })
        return plain
            + found {
                path.line(
                    along: $0, factor: factor, thickness: thicknesses[thicknesses.count / 2])
            }
    }

    private mutating func erase(_ lines: [RuledLine], of ink: InkComponents) {
        erased = []
        if lines.isEmpty { return }
        erased = [Bool](repeating: false, count: ink.labels.count)
        for line in lines { line.forEachPixel { erased[$0] = true } }
    }

    /// The width of the strokes that remain: twice the area by the perimeter, that of a long strip.
    private func strokeWidth(_ ink: InkComponents, width: Int, height: Int) -> Double {
        var (area, edges) = (0, 0)
        var above = [Bool](repeating: false, count: width)
        for y in 0..<height {
            var left = false
            for x in 0..<width {
                let place = y * width + x
                let isInk = ink.labels[place] > 0 && !erased[place]
                area += isInk ? 1 : 0
                edges += (isInk != left ? 1 : 0) + (isInk != above[x] ? 1 : 0)
                (left, above[x]) = (isInk, isInk)
            }
            edges += left ? 1 : 0
        }
        edges += above.count { $0 }
        return edges == 0 ? 0 : 2 * Double(area) / (Double(edges) * .pi / 4)
    }
}
