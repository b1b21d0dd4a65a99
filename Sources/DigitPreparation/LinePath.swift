/// How the pixels of a map lie in memory, seen along the lines of one direction.
struct LineLayout {
    /// The extents along and across a line, and what one step in each direction is in memory.
    let length: Int
    let breadth: Int
    let step: Int
    let lineStep: Int

    init(width: Int, height: Int, isUpright: Bool) {
        (length, breadth) = isUpright ? (height, width) : (width, height)
        (step, lineStep) = isUpright ? (width, 1) : (1, width)
    }

    func place(_ along: Int, _ across: Int) -> Int { along * step + across * lineStep }
}

/// The ink as seen along the lines that are looked for.
struct LinePath {
    let labels: [Int32]
    let layout: LineLayout

    /// The share of the way on which a line is thin at least.
    private static let leastThin = 0.55
    /// The same of a line whose family is known, and the share of what strokes do not hide.
    private static let leastThinOfFamily = 0.2
    private static let leastCoverage = 0.8
    /// Lines are no thicker than this share of the breadth, or so many pixels.
    private static let thickest = 0.05
    private static let thickestPixels = 4

    func isInk(_ along: Int, _ across: Int) -> Bool {
        labels[layout.place(along, across)] > 0
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
        var track = LineTrack(
            self, straight, range, thickness: usual, tolerance: factor + 1,
            least: Self.leastThinOfFamily)
        // What was found may lie askew on the line, and leave it before its end.
        let again = LineTrack(
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
            place: line, runs: track.runs, thickness: usual, isWhole: track.isWhole, layout: layout)
    }

    private var thickest: Int {
        max(Self.thickestPixels, Int(Self.thickest * Double(layout.breadth)))
    }

    /// The part of the way on which a line is inside the map.
    private func range(of line: SmallLine, factor: Int) -> Range<Int> {
        line.range.lowerBound * factor..<min(line.range.upperBound * factor, layout.length)
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
    func run(
        _ along: Int, near place: Int, within tolerance: Int, atMost limit: Int
    ) -> Range<Int>? {
        func isInk(_ across: Int) -> Bool {
            across >= 0 && across < layout.breadth && self.isInk(along, across)
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
