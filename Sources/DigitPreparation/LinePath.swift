/// A line that was followed.
struct RuledLine {
    let place: SmallLine
    /// Its ink in the map, without that of strokes.
    let runs: [InkRun]
    let thickness: Int
    /// Whether it reaches the border of the picture at both ends.
    let isWhole: Bool
    /// What one step along and across it is in memory.
    let step: Int
    let lineStep: Int

    /// Where its pixels are in memory.
    func forEachPixel(_ body: (_ place: Int) -> Void) {
        for run in runs {
            for across in run.range { body(Int(run.along) * step + across * lineStep) }
        }
    }
}

/// Ink across a line, in few bytes: a picture may have millions.
struct InkRun {
    let along: Int32
    private let first: Int32
    private let end: Int32

    init(along: Int, _ range: Range<Int>) {
        self.along = Int32(along)
        (first, end) = (Int32(range.lowerBound), Int32(range.upperBound))
    }

    var range: Range<Int> { Int(first)..<Int(end) }
    var middle: Double { (Double(first) + Double(end)) / 2 }
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

    /// The share of the way on which a line is thin at least.
    private static let leastThin = 0.55
    /// The same of a line whose family is known, and the share of what strokes do not hide.
    private static let leastThinOfFamily = 0.2
    private static let leastCoverage = 0.8
    /// Lines are no thicker than this share of the breadth, or so many pixels.
    private static let thickest = 0.05
    private static let thickestPixels = 4

    func isInk(_ along: Int, _ across: Int) -> Bool {
        labels[along * step + across * lineStep] > 0
    }

    /// Follows a line; `nil` if there is none.
    ///
    /// - Parameter thickness: That of other lines of its family, of which it is then known that
    ///   strokes may hide most of it.
    func line(along line: SmallLine, factor: Int, thickness: Int? = nil) -> RuledLine? {
        let usual = thickness ?? self.thickness(along: line, factor: factor)
        guard usual > 0, usual <= thickest else { return nil }
        let range = range(of: line, factor: factor)
        let straight = StraightLine(
            start: beginning(of: line, factor: factor),
            slope: Double(line.rise) / Double(line.length))
        let least = thickness == nil ? Self.leastThin : Self.leastThinOfFamily
        var track = Track(
            self, straight, range, thickness: usual, tolerance: factor + 1,
            least: Self.leastThinOfFamily)
        // What was found may lie askew on the line, and leave it before its end.
        let again = Track(
            self, track.fitted, range, thickness: usual, tolerance: factor + 1, least: least)
        if again.runs.count > track.runs.count { track = again }
        let thin = Double(track.runs.count)
        guard thin >= least * Double(range.count) else { return nil }
        if thickness != nil {
            guard thin >= Self.leastCoverage * Double(range.count - track.hidden) else {
                return nil
            }
        }
        return RuledLine(
            place: line, runs: track.runs, thickness: usual, isWhole: track.isWhole, step: step,
            lineStep: lineStep)
    }

    private var thickest: Int { max(Self.thickestPixels, Int(Self.thickest * Double(breadth))) }

    /// The part of the way on which a line is inside the map.
    private func range(of line: SmallLine, factor: Int) -> Range<Int> {
        line.range.lowerBound * factor..<min(line.range.upperBound * factor, length)
    }

    /// Where a line is across at the beginning of that part.
    private func beginning(of line: SmallLine, factor: Int) -> Double {
        (Double(line.across(line.range.lowerBound)) + 0.5) * Double(factor)
    }

    /// How thick a line is where no stroke is on it: a third of the places are like that.
    private func thickness(along line: SmallLine, factor: Int) -> Int {
        let range = range(of: line, factor: factor)
        let slope = Double(line.rise) / Double(line.length)
        let beginning = beginning(of: line, factor: factor)
        let thicknesses = stride(
            from: range.lowerBound, to: range.upperBound, by: max(1, range.count / 100)
        ).compactMap { along in
            run(
                along, near: Int(beginning + slope * Double(along - range.lowerBound)),
                within: factor + 1, atMost: thickest)?.count
        }.sorted()
        return thicknesses.isEmpty ? 0 : thicknesses[thicknesses.count / 3]
    }

    /// The ink across a line that is nearest to a place, or a part of it that is longer than a limit;
    /// `nil` if there is none.
    fileprivate func run(
        _ along: Int, near place: Int, within tolerance: Int, atMost limit: Int
    ) -> Range<Int>? {
        func isInk(_ across: Int) -> Bool {
            across >= 0 && across < breadth && self.isInk(along, across)
        }
        for distance in 0...tolerance where isInk(place - distance) || isInk(place + distance) {
            let across = isInk(place - distance) ? place - distance : place + distance
            var (first, end) = (across, across + 1)
            while isInk(first - 1), end - first <= limit { first -= 1 }
            while isInk(end), end - first <= limit { end += 1 }
            return first..<end
        }
        return nil
    }
}

/// Where a line is across, as a function of the way from the beginning of a range.
private struct StraightLine {
    let start: Double
    let slope: Double
}

/// The places of a line that was followed from one end to the other.
private struct Track {
    private let range: Range<Int>
    /// The ink across the line, where it is no thicker than that.
    private(set) var runs: [InkRun] = []
    /// How often it is thicker: strokes are on it.
    private(set) var hidden = 0
    /// Whether the line leaves the map, to the side or at the end, where it begins and ends.
    private(set) var isWhole = false

    /// Follows a line until less than a share of its way can be thin.
    init(
        _ path: LinePath, _ line: StraightLine, _ range: Range<Int>, thickness: Int,
        tolerance: Int, least share: Double
    ) {
        self.range = range
        let mostOthers = Int((1 - share) * Double(range.count))
        // A little more than usual is still the line, and its edges in a blur.
        let most = max(thickness + 2, thickness * 3 / 2)
        var place = line.start
        var (begins, ends) = (false, false)
        for along in range {
            if along - range.lowerBound - runs.count > mostOthers { return }
            if let run = path.run(along, near: Int(place), within: tolerance, atMost: most) {
                if run.count <= most {
                    runs.append(InkRun(along: along, run))
                    place += 0.25 * (runs[runs.count - 1].middle - place)
                } else {
                    hidden += 1
                }
                ends =
                    along - range.lowerBound <= most || range.upperBound - along <= most
                    || Int(place) <= most || Int(place) >= path.breadth - most
                if runs.count + hidden == 1 { begins = ends }
            }
            place += line.slope
        }
        isWhole = begins && ends
    }

    /// The straight line through the middles of all runs, by least squares.
    var fitted: StraightLine {
        let count = Double(max(runs.count, 1))
        let x = runs.reduce(0) { $0 + Double($1.along) } / count
        let y = runs.reduce(0) { $0 + $1.middle } / count
        let xx = runs.reduce(0) { $0 + (Double($1.along) - x) * (Double($1.along) - x) }
        let xy = runs.reduce(0) { $0 + (Double($1.along) - x) * ($1.middle - y) }
        let slope = xx > 0 ? xy / xx : 0
        return StraightLine(start: y + slope * (Double(range.lowerBound) - x), slope: slope)
    }
}
