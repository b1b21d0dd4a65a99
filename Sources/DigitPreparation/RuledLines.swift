/// Lines that were printed on the paper, from border to border, across or upright.
///
/// A line is straight and thin, and may be inclined by some degrees. Where a stroke crosses it, it
/// is thicker there, and that part stays.
struct RuledLines {
    /// Row-major: the pixels that belong to lines.
    private(set) var erased: [Bool] = []

    var isEmpty: Bool { erased.isEmpty }

    /// The share of the picture that a line crosses at least.
    private static let leastCoverage = 0.8
    /// A line rises by this much at most from border to border, as a share of the way.
    private static let steepest = 0.09

    /// So many places that look like lines are followed from border to border, in each direction.
    private static let mostCandidates = 1000

    init(_ ink: InkComponents, width: Int, height: Int) {
        guard min(width, height) >= 64 else { return }
        var lines: [Int: Bool] = [:]
        for isUpright in [false, true] {
            let view = View(
                labels: ink.labels, length: isUpright ? height : width,
                breadth: isUpright ? width : height, step: isUpright ? width : 1,
                lineStep: isUpright ? 1 : width)
            for place in view.linePixels() { lines[place] = true }
        }
        if lines.isEmpty { return }
        erased = [Bool](repeating: false, count: ink.labels.count)
        for place in lines.keys { erased[place] = true }
    }

    /// The picture as seen along the lines that are looked for.
    private struct View {
        let labels: [Int32]
        /// The extents along and across a line, and what one step in each direction is in memory.
        let length: Int
        let breadth: Int
        let step: Int
        let lineStep: Int

        private func isInk(_ along: Int, _ across: Int) -> Bool {
            labels[along * step + across * lineStep] > 0
        }

        func linePixels() -> [Int] {
            // Thin enough to be printed: a hundredth of the breadth, or 3 pixels.
            let thickest = max(3, breadth / 100)
            var pixels: [Int] = []
            var candidates = 0
            let rises = Int((RuledLines.steepest * Double(length)).rounded(.up))
            let sampleStep = max(1, length / 400)
            var taken = [Bool](repeating: false, count: breadth)
            for rise in stride(from: -rises, through: rises, by: max(1, rises / 24)) {
                for start in 0..<breadth where start + rise >= 0 && start + rise < breadth {
                    guard !taken[start] else { continue }
                    // A few samples tell most places from lines, and touch little memory.
                    guard hits(start, rise, every: 16 * sampleStep, least: 0.5),
                        hits(start, rise, every: sampleStep, least: RuledLines.leastCoverage)
                    else { continue }
                    guard
                        mayBeThin(
                            start: start, rise: rise, thickest: thickest, every: 16 * sampleStep)
                    else { continue }
                    // No page has so many lines. Only textures do, and hold up the search.
                    if candidates == RuledLines.mostCandidates { return pixels }
                    candidates += 1
                    let run = runs(start: start, rise: rise, thickest: thickest)
                    guard run.isThin else { continue }
                    pixels += run.pixels
                    for other in max(0, start - thickest)...min(breadth - 1, start + thickest) {
                        taken[other] = true
                    }
                }
            }
            return pixels
        }

        /// Whether this share of samples along a line are ink.
        private func hits(_ start: Int, _ rise: Int, every step: Int, least share: Double) -> Bool {
            let samples = (length + step - 1) / step
            var missing = Int((1 - share) * Double(samples))
            for along in stride(from: 0, to: length, by: step) {
                let across = start + rise * along / length
                // Half a pixel to either side is still the line.
                if isInk(along, across) || (across + 1 < breadth && isInk(along, across + 1)) {
                    continue
                }
                missing -= 1
                if missing < 0 { return false }
            }
            return true
        }

        /// The runs of ink across a line, and whether most of them are thin.
        private func runs(
            start: Int, rise: Int, thickest: Int
        ) -> (pixels: [Int], isThin: Bool) {
            var (pixels, thin): ([Int], Int) = ([], 0)
            for along in 0..<length {
                guard let run = run(along, start + rise * along / length, atMost: 2 * thickest)
                else { continue }
                if run.count <= thickest { thin += 1 }
                pixels += run.map { along * step + $0 * lineStep }
            }
            return (pixels, Double(thin) >= 0.6 * Double(length))
        }

        /// Whether some of the runs across a line are thin, of those at a few places.
        private func mayBeThin(start: Int, rise: Int, thickest: Int, every step: Int) -> Bool {
            stride(from: 0, to: length, by: step).contains { along in
                run(along, start + rise * along / length, atMost: thickest) != nil
            }
        }

        /// The ink across a line at one place, unless there is none or too much.
        private func run(_ along: Int, _ across: Int, atMost limit: Int) -> Range<Int>? {
            var (first, end) = (across, across)
            while first > 0, isInk(along, first - 1) {
                first -= 1
                if across - first > limit { return nil }
            }
            while end < breadth, isInk(along, end) {
                end += 1
                if end - first > limit { return nil }
            }
            return first < end ? first..<end : nil
        }
    }
}
