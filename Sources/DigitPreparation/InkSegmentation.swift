/// The ink of one digit, cut out of a picture.
struct DigitInk {
    /// Where the ink is in the map.
    let box: PixelBox
    /// Where the contrast begins in the map: the box has a margin.
    let origin: (x: Int, y: Int)
    /// Row-major, the box with a margin around it: contrast, 0 where other ink or paper is.
    let contrast: [UInt8]
    let width: Int
    let height: Int
    /// The line of writing that it is in, from 0.
    var line = 0
}

/// Which ink belongs to which digit, and which to none.
struct InkSegmentation {
    /// In reading order.
    let digits: [DigitInk]
    /// What was taken off, in the pixels of the map.
    let marks: [(kind: LeftOut.Kind, box: PixelBox)]
    /// How many pieces of ink there are, whatever became of them, and the largest.
    let pieceCount: Int
    let largest: PixelBox?

    /// Pieces below this share of the tallest are parts of a digit or dirt, never digits.
    private static let leastHeight = 0.4
    /// Parts that are further than this share of the tallest from a digit are dirt.
    private static let reach = 0.25
    /// Pieces whose strokes are closer than this share of both together are one, side by side (if
    /// that is no wider than so many of its heights) or one above the other.
    private static let touching = 0.06
    private static let touchingPart = 0.12
    private static let touchingAbove = 0.1
    private static let touchingFlat = 0.15
    private static let widestJoined = 1.1
    /// A bar is so many times as long as wide, fills this share of its box (less if it is slanted),
    /// and is as far from the next segment as so many of its thicknesses.
    private static let barLength = 1.8
    private static let barFilled = 0.4
    private static let barGap = 1.6
    /// What is lower than this share of both together is no digit beside the other.
    private static let tallestPart = 0.65
    /// Pieces beside one another that share so much of the narrower one's columns are one.
    private static let interlocked = 0.4
    /// Pieces below this share of the longest in both directions are specks.
    private static let speck = 0.08

    /// Pieces below this share of the picture's shorter side, or of this many pixels, are specks.
    private static let leastShare = 0.006
    private static let leastSide = 5.0
    private static let mostPieces = 256
    /// What is wider than its height by more than this is a piece of a line, and no digit.
    private static let widest = 5

    init(_ ink: InkMap) {
        var labels = InkComponents(ink)
        var taken: [(kind: LeftOut.Kind, box: PixelBox)] = []
        let lines = RuledLines(labels, width: ink.width, height: ink.height)
        if !lines.isEmpty {
            let cleaned = InkComponents(ink, erased: lines.erased)
            // A bar of a digit that fills the picture is no ruled line.
            if !cleaned.components.isEmpty {
                labels = cleaned
                taken.append(
                    (.ruledLines, PixelBox(x: 0, y: 0, width: ink.width, height: ink.height)))
            }
        }
        pieceCount = labels.components.count
        largest = labels.components.map { $0.box }.max { $0.longerSide < $1.longerSide }
        let (components, found) = InkMarks.found(in: Self.withoutDirt(labels.components, ink))
        marks = taken + found
        let groups = Self.grouped(
            components, InkOutlines(components, labels.labels, width: ink.width)
        ).filter {
            $0.box.width <= Self.widest * $0.box.height
        }
        digits = Self.lines(groups).enumerated().flatMap { line, groups in
            groups.map { group in
                var digit = Self.cut(group, labels.labels, ink)
                digit.line = line
                return digit
            }
        }
    }

    /// A digit's pieces, and the box around all of them.
    private struct Group {
        var components: [InkComponent]
        var box: PixelBox

        init(_ component: InkComponent) {
            components = [component]
            box = component.box
        }

        mutating func add(_ other: Group) {
            components += other.components
            box = box.union(other.box)
        }
    }

    /// Drops specks, and what touches the border, such as the table that paper lies on.
    private static func withoutDirt(
        _ components: [InkComponent], _ ink: InkMap
    ) -> [InkComponent] {
        let inner = components.filter { !touchesBorder($0, ink) }
        let longestInner = inner.map { $0.box.longerSide }.max() ?? 0
        let longest = components.map { $0.box.longerSide }.max() ?? 0
        // A digit that fills the picture touches the border as well; then there is no other.
        let kept = longestInner * 4 >= longest ? inner : components
        let longestKept = Double(kept.map { $0.box.longerSide }.max() ?? 0)
        let least = max(
            leastSide, leastShare * Double(min(ink.width, ink.height)), speck * longestKept)
        let pieces = kept.filter { Double($0.box.longerSide) >= least }
        // No page has so many digits; only noise does, and comparing all would take long.
        return Array(pieces.sorted { $0.weight > $1.weight }.prefix(mostPieces))
    }

    private static func touchesBorder(_ component: InkComponent, _ ink: InkMap) -> Bool {
        let box = component.box
        return box.x == 0 || box.y == 0 || box.endX == ink.width || box.endY == ink.height
    }

    private static func grouped(
        _ components: [InkComponent], _ outlines: InkOutlines
    ) -> [Group] {
        let groups = joined(components.map(Group.init), outlines)
        let tallest = Double(groups.map { $0.box.height }.max() ?? 0)
        let isTall = { (group: Group) in Double(group.box.height) >= leastHeight * tallest }
        var digits = groups.filter(isTall)
        for part in groups where !isTall(part) {
            let distances = digits.map { $0.box.distance(part.box) }
            guard let nearest = distances.indices.min(by: { distances[$0] < distances[$1] }),
                distances[nearest] <= reach * tallest
            else { continue }
            digits[nearest].add(part)
        }
        // A digit that has grown by its parts may now stand over another.
        return joined(digits, outlines)
    }

    /// Joins what is one until nothing is.
    private static func joined(_ groups: [Group], _ outlines: InkOutlines) -> [Group] {
        var groups = groups
        var first = 0
        while first < groups.count {
            let partner = groups.indices.dropFirst(first + 1).first { second in
                areOne(groups[first], groups[second], outlines)
            }
            if let partner {
                let other = groups.remove(at: partner)
                groups[first].add(other)
                // What was apart from the smaller group may be close to this one.
                first = 0
            } else {
                first += 1
            }
        }
        return groups
    }

    /// Whether two pieces are strokes of one digit: they stand over one another, or they almost
    /// touch and are together no wider than a digit.
    private static func areOne(
        _ first: Group, _ second: Group, _ outlines: InkOutlines
    ) -> Bool {
        let (overlapX, overlapY) = (
            first.box.overlapX(second.box), first.box.overlapY(second.box)
        )
        let isJoint = first.components.contains { one in
            second.components.contains { other in areSegments(one, other, outlines) }
        }
        if isJoint { return true }
        let narrower = Double(min(first.box.width, second.box.width))
        if overlapY > 0, Double(overlapX) >= interlocked * narrower { return true }
        let standOverOneAnother = 2 * Double(overlapX) >= narrower
        let union = first.box.union(second.box)
        let gap = max(
            2.5, allowedGap(first.box, second.box, standOverOneAnother) * Double(union.longerSide))
        guard Double(min(overlapX, overlapY)) >= -gap,
            standOverOneAnother
                || Double(union.width) <= widestJoined * Double(union.height)
        else { return false }
        return first.components.contains { one in
            second.components.contains { other in outlines.areWithin(gap, one, other) }
        }
    }

    /// Whether two pieces are segments of a display's digit: bars whose ends almost meet, one of them
    /// level or one above the other.
    private static func areSegments(
        _ first: InkComponent, _ second: InkComponent, _ outlines: InkOutlines
    ) -> Bool {
        func isBar(_ piece: InkComponent) -> Bool {
            let (width, height) = (Double(piece.box.width), Double(piece.box.height))
            return max(width, height) >= barLength * min(width, height)
                && Double(piece.area) >= barFilled * width * height
        }
        func thickness(_ piece: InkComponent) -> Double {
            Double(piece.area) / Double(piece.box.longerSide)
        }
        let isLevel =
            first.box.width > first.box.height || second.box.width > second.box.height
        let isAbove =
            2 * first.box.overlapX(second.box) >= min(first.box.width, second.box.width)
        guard isBar(first), isBar(second), isLevel || isAbove else { return false }
        let reach = barGap * min(thickness(first), thickness(second))
        guard Double(min(first.box.overlapX(second.box), first.box.overlapY(second.box))) >= -reach
        else { return false }
        return outlines.areWithin(reach, first, second)
    }

    /// How far apart strokes of one digit may be, as a share of both together: further where one
    /// piece is hardly a digit itself.
    private static func allowedGap(
        _ first: PixelBox, _ second: PixelBox, _ standOverOneAnother: Bool
    ) -> Double {
        if standOverOneAnother {
            // A digit is taller than wide.
            let isFlat = first.width > first.height || second.width > second.height
            return isFlat ? touchingFlat : touchingAbove
        }
        // Digits of a row are about as tall as one another.
        let shorter = Double(min(first.height, second.height))
        let isPart = shorter < tallestPart * Double(first.union(second).height)
        return isPart ? touchingPart : touching
    }

    /// Rows from the top, each from the left; those are of one row whose heights overlap by half.
    private static func lines(_ groups: [Group]) -> [[Group]] {
        var rows: [(box: PixelBox, groups: [Group])] = []
        for group in groups.sorted(by: { $0.box.y < $1.box.y }) {
            let row = rows.indices.first { index in
                let box = rows[index].box
                return 2 * group.box.overlapY(box) >= min(group.box.height, box.height)
            }
            if let row {
                rows[row].groups.append(group)
            } else {
                rows.append((group.box, [group]))
            }
        }
        return rows.map { $0.groups.sorted { $0.box.x < $1.box.x } }
    }

    /// The ink of a digit with the soft edges of its strokes.
    private static func cut(_ group: Group, _ labels: [Int32], _ ink: InkMap) -> DigitInk {
        let own = Set(group.components.map { Int32($0.label) })
        let margin = 2
        let (left, top) = (max(0, group.box.x - margin), max(0, group.box.y - margin))
        let right = min(ink.width, group.box.endX + margin)
        let bottom = min(ink.height, group.box.endY + margin)
        var contrast: [UInt8] = []
        contrast.reserveCapacity((right - left) * (bottom - top))
        for y in top..<bottom {
            for x in left..<right {
                contrast.append(
                    own.contains(labels[y * ink.width + x]) ? ink.contrast[y * ink.width + x] : 0)
            }
        }
        return DigitInk(
            box: group.box, origin: (left, top), contrast: contrast, width: right - left,
            height: bottom - top)
    }
}
