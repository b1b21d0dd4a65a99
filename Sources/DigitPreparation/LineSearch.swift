/// Finds places that look like lines on a small map of the ink, from the least inclined on.
struct LineSearch {
    private var map: [Bool]
    private let length: Int
    private let breadth: Int
    private let factor: Int
    /// What is tried next.
    private var rises: [Int]
    private var start: Int
    private var leastInside = Self.leastInside

    /// The share of its way on which a line has ink at least.
    private static let leastCoverage = 0.8
    /// A line rises by this much at most, as a share of the way: 16 degrees.
    private static let steepest = 0.287
    /// The share of the map's length on which a line is inside it at least; less if it is one of a
    /// family.
    private static let leastInside = 0.4
    private static let leastInsideOfFamily = 0.08
    /// By how much the rise of lines of a family differs from others, as a share of the way.
    private static let familyTolerance = 0.02
    /// Every so many places are looked at before all are.
    private static let sampleStep = 16

    init(_ path: LinePath, factor: Int) {
        self.factor = factor
        length = (path.layout.length + factor - 1) / factor
        breadth = (path.layout.breadth + factor - 1) / factor
        var map = [Bool](repeating: false, count: length * breadth)
        for across in 0..<path.layout.breadth {
            let row = across / factor * length
            for along in 0..<path.layout.length where path.isInk(along, across) {
                map[row + along / factor] = true
            }
        }
        self.map = map
        let most = Int((Self.steepest * Double(length)).rounded(.up))
        // The least inclined is taken last from the end.
        rises = (0...most).reversed().flatMap { $0 == 0 ? [0] : [-$0, $0] }
        start = -most
    }

    /// The next place that looks like a line.
    mutating func next() -> SmallLine? {
        while let rise = rises.last {
            let last = breadth - 1 + max(0, -rise)
            start = max(start, -max(0, rise))
            while start <= last {
                defer { start += 1 }
                if let line = line(start, rise), hits(line, every: Self.sampleStep, least: 0.65),
                    hits(line, every: 1, least: Self.leastCoverage)
                {
                    return line
                }
            }
            rises.removeLast()
            start = -length
        }
        return nil
    }

    /// Starts anew, for lines that are about parallel to some.
    mutating func restrict(to family: [SmallLine]) {
        let familyRises = family.map { $0.rise }
        guard let least = familyRises.min(), let most = familyRises.max() else { return }
        let tolerance = max(1, Int(Self.familyTolerance * Double(length)))
        rises = Array(least - tolerance...most + tolerance)
        start = -length
        leastInside = Self.leastInsideOfFamily
    }

    /// Forgets ink that was found to be a line.
    mutating func remove(_ line: RuledLine) {
        for run in line.runs {
            let along = Int(run.along) / factor
            for across in run.range { map[across / factor * length + along] = false }
        }
    }

    /// A line, if enough of it is inside the map.
    private func line(_ start: Int, _ rise: Int) -> SmallLine? {
        var (first, end) = (0, length)
        if rise > 0 {
            if start < 0 { first = (-start * length + rise - 1) / rise }
            end = min(end, ((breadth - start) * length + rise - 1) / rise)
        } else if rise < 0 {
            if start >= breadth { first = ((start - breadth + 1) * length - rise - 1) / -rise }
            end = min(end, start * length / -rise + 1)
        }
        guard end > first, Double(end - first) >= leastInside * Double(length) else {
            return nil
        }
        return SmallLine(start: start, rise: rise, range: first..<end, length: length)
    }

    /// Whether this share of the places along a line have ink.
    private func hits(_ line: SmallLine, every step: Int, least share: Double) -> Bool {
        let samples = (line.range.count + step - 1) / step
        var missing = Int((1 - share) * Double(samples))
        for along in stride(from: line.range.lowerBound, to: line.range.upperBound, by: step) {
            let across = line.across(along)
            guard across >= 0, across < breadth else { continue }
            // Half a pixel to either side is still the line.
            if map[across * length + along]
                || (across + 1 < breadth && map[(across + 1) * length + along])
            {
                continue
            }
            missing -= 1
            if missing < 0 { return false }
        }
        return true
    }
}
