/// A line that was followed.
struct RuledLine {
    let place: SmallLine
    /// Its pixels in the map, without those of strokes.
    let pixels: [Int]
    let thickness: Int
    /// Whether it reaches the border of the picture at both ends.
    let isWhole: Bool
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
        var track = Track(self, straight, range, thickness: usual, tolerance: factor + 1)
        // What was found may lie askew on the line, and leave it before its end.
        let again = Track(
            self, track.fitted, range, thickness: usual, tolerance: factor + 1)
        if again.runs.count > track.runs.count { track = again }
        let thin = Double(track.runs.count)
        if thickness == nil {
            guard thin >= Self.leastThin * Double(range.count) else { return nil }
        } else {
            guard thin >= Self.leastThinOfFamily * Double(range.count),
                thin >= Self.leastCoverage * Double(range.count - track.hidden)
            else { return nil }
        }
        return RuledLine(
            place: line, pixels: track.pixels, thickness: usual, isWhole: track.isWhole)
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
        for distance in 0...tolerance {
            for across in distance == 0 ? [place] : [place - distance, place + distance]
            where across >= 0 && across < breadth && isInk(along, across) {
                var (first, end) = (across, across + 1)
                while first > 0, isInk(along, first - 1), end - first <= limit { first -= 1 }
                while end < breadth, isInk(along, end), end - first <= limit { end += 1 }
                return first..<end
            }
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
    private let path: LinePath
    private let range: Range<Int>
    /// The ink across the line, where it is no thicker than that.
    private(set) var runs: [(along: Int, run: Range<Int>)] = []
    /// How often it is thicker: strokes are on it.
    private(set) var hidden = 0
    /// Whether the line leaves the map, to the side or at the end, where it begins and ends.
    private(set) var isWhole = false

    init(
        _ path: LinePath, _ line: StraightLine, _ range: Range<Int>, thickness: Int, tolerance: Int
    ) {
        (self.path, self.range) = (path, range)
        // A little more than usual is still the line, and its edges in a blur.
        let most = max(thickness + 2, thickness * 3 / 2)
        var place = line.start
        var (begins, ends) = (false, false)
        for along in range {
            if let run = path.run(along, near: Int(place), within: tolerance, atMost: most) {
                if run.count <= most {
                    let middle = Double(run.lowerBound + run.upperBound) / 2
                    place += 0.25 * (middle - place)
                    runs.append((along, run))
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

    /// Where the pixels of the line are in memory.
    var pixels: [Int] {
        runs.flatMap { place in
            place.run.map { place.along * path.step + $0 * path.lineStep }
        }
    }

    /// The straight line through the middles of all runs, by least squares.
    var fitted: StraightLine {
        let count = Double(max(runs.count, 1))
        let points = runs.map {
            (x: Double($0.along), y: Double($0.run.lowerBound + $0.run.upperBound) / 2)
        }
        let x = points.reduce(0) { $0 + $1.x } / count
        let y = points.reduce(0) { $0 + $1.y } / count
        let xx = points.reduce(0) { $0 + ($1.x - x) * ($1.x - x) }
        let xy = points.reduce(0) { $0 + ($1.x - x) * ($1.y - y) }
        let slope = xx > 0 ? xy / xx : 0
        return StraightLine(start: y + slope * (Double(range.lowerBound) - x), slope: slope)
    }
}
