/// A line that was followed.
struct RuledLine {
    let place: SmallLine
    /// Its ink in the map, without that of strokes.
    let runs: [InkRun]
    let thickness: Int
    /// Whether it reaches the border of the picture at both ends.
    let isWhole: Bool
    let layout: LineLayout

    /// Where its pixels are in memory.
    func forEachPixel(_ body: (_ place: Int) -> Void) {
        for run in runs {
            for across in run.range { body(layout.place(Int(run.along), across)) }
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
