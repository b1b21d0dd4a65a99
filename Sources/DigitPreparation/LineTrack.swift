/// Where a line is across, as a function of the way from the beginning of a range.
struct StraightLine {
    let start: Double
    let slope: Double
}

/// The places of a line that was followed from one end to the other.
struct LineTrack {
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
                    || Int(place) <= most || Int(place) >= path.layout.breadth - most
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
