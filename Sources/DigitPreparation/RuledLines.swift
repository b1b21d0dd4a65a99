/// Lines that were printed on the paper, from border to border, across or upright.
///
/// A line is thin and about straight, and may be inclined. It is looked for on a small map of the
/// ink, and then followed on the map itself, which allows for the bend of a page or a lens. Where a
/// stroke crosses it, it is thicker there, and that part stays.
struct RuledLines {
    /// Row-major: the pixels that belong to lines.
    private(set) var erased: [Bool] = []

    var isEmpty: Bool { erased.isEmpty }

    /// The longer side of the small map, at most.
    private static let searchExtent = 400
    /// So many places that look like lines are followed, in each direction.
    private static let mostCandidates = 1000

    init(_ ink: InkComponents, width: Int, height: Int) {
        guard min(width, height) >= 64 else { return }
        let factor = (max(width, height) + Self.searchExtent - 1) / Self.searchExtent
        var lines: [Int] = []
        for isUpright in [false, true] {
            let path = LinePath(
                labels: ink.labels, length: isUpright ? height : width,
                breadth: isUpright ? width : height, step: isUpright ? width : 1,
                lineStep: isUpright ? 1 : width)
            var search = LineSearch(path, factor: factor)
            var candidates = 0
            while candidates < Self.mostCandidates, let line = search.next() {
                candidates += 1
                guard let pixels = path.thinRuns(along: line, factor: factor) else { continue }
                search.remove(pixels, path)
                lines += pixels
            }
        }
        if lines.isEmpty { return }
        erased = [Bool](repeating: false, count: ink.labels.count)
        for place in lines { erased[place] = true }
    }
}

/// A straight line on the small map: where it is at the beginning, and how far it rises to the end.
struct SmallLine {
    let start: Int
    let rise: Int
    /// The part of the way on which the line is inside the map.
    let range: Range<Int>
    let length: Int

    func across(_ along: Int) -> Int {
        // Rounded down for negative numbers, too.
        let product = rise * along
        return start + (product >= 0 ? product / length : -((length - 1 - product) / length))
    }
}

/// The ink as seen along the lines that are looked for.
struct LinePath {
    let labels: [Int32]
    /// The extents along and across a line, and what one step in each direction is in memory.
    let length: Int
    let breadth: Int
    let step: Int
    let lineStep: Int

    /// The share of the way on which a line is thin.
    private static let leastThin = 0.55

    func isInk(_ along: Int, _ across: Int) -> Bool {
        labels[along * step + across * lineStep] > 0
    }

    /// Follows a line and returns its pixels; `nil` if it is not thin.
    func thinRuns(along line: SmallLine, factor: Int) -> [Int]? {
        // Thin enough to be printed: a hundredth of the breadth, or 4 pixels.
        let thickest = max(4, breadth / 100)
        let tolerance = factor + 1
        let slope = Double(line.rise) / Double(line.length)
        let (first, end) = (
            line.range.lowerBound * factor, min(line.range.upperBound * factor, length)
        )
        var place = (Double(line.across(line.range.lowerBound)) + 0.5) * Double(factor)
        var runs: [(along: Int, run: Range<Int>)] = []
        for along in first..<end {
            if let run = run(along, near: Int(place), within: tolerance, atMost: 3 * thickest) {
                if run.count <= thickest {
                    let middle = Double(run.lowerBound + run.upperBound) / 2
                    place += 0.25 * (middle - place)
                }
                runs.append((along, run))
            }
            place += slope
        }
        let thicknesses = runs.map { $0.run.count }.sorted()
        guard !thicknesses.isEmpty else { return nil }
        let usual = thicknesses[thicknesses.count / 2]
        guard usual <= thickest else { return nil }
        let thin = runs.filter { $0.run.count <= max(usual + 2, usual * 3 / 2) }
        guard Double(thin.count) >= Self.leastThin * Double(end - first) else { return nil }
        return thin.flatMap { place in
            place.run.map { place.along * step + $0 * lineStep }
        }
    }

    /// The ink across a line that is nearest to a place, unless there is none or too much.
    private func run(
        _ along: Int, near place: Int, within tolerance: Int, atMost limit: Int
    ) -> Range<Int>? {
        for distance in 0...tolerance {
            for across in distance == 0 ? [place] : [place - distance, place + distance]
            where across >= 0 && across < breadth && isInk(along, across) {
                var (first, end) = (across, across + 1)
                while first > 0, isInk(along, first - 1), end - first <= limit { first -= 1 }
                while end < breadth, isInk(along, end), end - first <= limit { end += 1 }
                return end - first <= limit ? first..<end : nil
            }
        }
        return nil
    }
}
