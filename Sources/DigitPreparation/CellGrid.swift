/// Squares of which some are marked.
struct CellGrid {
    let columns: Int
    let rows: Int
    /// Row-major.
    var marked: [Bool]

    var count: Int { marked.lazy.filter { $0 }.count }

    /// Those of some values that belong to marked squares.
    func values(_ values: [UInt8]) -> [UInt8] {
        zip(values, marked).filter { $0.1 }.map { $0.0 }
    }

    /// Unmarks all but the largest piece, whose squares are connected by their sides.
    mutating func keepLargest() {
        var labels = [Int](repeating: 0, count: marked.count)
        var (largest, largestCount, label) = (0, 0, 0)
        for start in marked.indices where marked[start] && labels[start] == 0 {
            label += 1
            let count = flood(from: [start], where: { marked[$0] && labels[$0] == 0 }) {
                labels[$0] = label
            }
            if count > largestCount { (largest, largestCount) = (label, count) }
        }
        marked = labels.map { $0 == largest && largest > 0 }
    }

    /// What is not marked and reaches the border.
    func reachedFromBorder() -> [Bool] {
        var reached = [Bool](repeating: false, count: marked.count)
        let border = marked.indices.filter { place in
            let (x, y) = (place % columns, place / columns)
            return (x == 0 || y == 0 || x == columns - 1 || y == rows - 1) && !marked[place]
        }
        _ = flood(from: border, where: { !marked[$0] && !reached[$0] }) { reached[$0] = true }
        return reached
    }

    /// Visits places and those beside them, as long as they are open, each once.
    private func flood(
        from starts: [Int], where isOpen: (Int) -> Bool, _ visit: (Int) -> Void
    ) -> Int {
        var waiting: [Int] = []
        var count = 0
        func take(_ place: Int) {
            guard isOpen(place) else { return }
            visit(place)
            count += 1
            waiting.append(place)
        }
        for start in starts { take(start) }
        while let place = waiting.popLast() {
            let x = place % columns
            if x > 0 { take(place - 1) }
            if x + 1 < columns { take(place + 1) }
            if place >= columns { take(place - columns) }
            if place + columns < marked.count { take(place + columns) }
        }
        return count
    }

    /// Unmarks squares beside those that are not marked; the border of the picture does not count.
    mutating func erode() {
        let old = marked
        for place in marked.indices where old[place] {
            let x = place % columns
            let isInside =
                (x == 0 || old[place - 1]) && (x + 1 == columns || old[place + 1])
                && (place < columns || old[place - columns])
                && (place + columns >= old.count || old[place + columns])
            if !isInside { marked[place] = false }
        }
    }

    /// Erodes, and returns what that took.
    mutating func ring() -> CellGrid {
        let before = marked
        erode()
        return CellGrid(columns: columns, rows: rows, marked: zip(before, marked).map { $0 && !$1 })
    }

    /// The box around all marked squares.
    var bounds: PixelBox? {
        var box: PixelBox?
        for place in marked.indices where marked[place] {
            let square = PixelBox(x: place % columns, y: place / columns, width: 1, height: 1)
            box = box?.union(square) ?? square
        }
        return box
    }

    /// Whether a marked square lies at the border.
    var touchesBorder: Bool {
        guard let bounds else { return false }
        return bounds.x == 0 || bounds.y == 0 || bounds.endX == columns || bounds.endY == rows
    }

    /// The area of the largest quadrilateral whose corners are the farthest marked squares in four
    /// directions at right angles, which are turned in steps of 3 degrees.
    ///
    /// Of a sheet in perspective it is about that of the hull, of an ellipse 2/π of it.
    var quadrilateralArea: Double {
        let hull = hull
        let areas = (0..<30).map { step in
            var (x, y) = (Self.sines[30 - step], Self.sines[step])
            let corners = (0..<4).compactMap { _ in
                let corner = hull.max {
                    Double($0.x) * x + Double($0.y) * y < Double($1.x) * x + Double($1.y) * y
                }
                (x, y) = (-y, x)
                return corner
            }
            return Self.area(corners)
        }
        return areas.max() ?? 0
    }

    /// The sines of 0 to 90 degrees in steps of 3, rounded once: those of the C library differ between
    /// systems.
    private static let sines: [Double] = [
        0.0, 0.052335956242943835, 0.10452846326765347, 0.15643446504023087, 0.20791169081775934,
        0.25881904510252074, 0.30901699437494745, 0.35836794954530027, 0.4067366430758002,
        0.4539904997395468, 0.5, 0.5446390350150271, 0.5877852522924731, 0.6293203910498375,
        0.6691306063588582, 0.7071067811865476, 0.7431448254773942, 0.7771459614569709,
        0.8090169943749475, 0.838670567945424, 0.8660254037844386, 0.8910065241883679,
        0.9135454576426009, 0.9335804264972017, 0.9510565162951535, 0.9659258262890683,
        0.9781476007338057, 0.9876883405951378, 0.9945218953682733, 0.9986295347545738, 1.0,
    ]

    /// The area of the convex hull of all marked squares.
    var hullArea: Double { Self.area(hull) }

    /// The corners of that hull in their order (Andrew's monotone chain, 1979).
    private var hull: [(x: Int, y: Int)] {
        var points: [(x: Int, y: Int)] = []
        for y in 0..<rows {
            let row = (0..<columns).filter { marked[y * columns + $0] }
            guard let first = row.first, let last = row.last else { continue }
            points += [(first, y), (first, y + 1), (last + 1, y), (last + 1, y + 1)]
        }
        points.sort { ($0.x, $0.y) < ($1.x, $1.y) }
        func chain(_ points: some Sequence<(x: Int, y: Int)>) -> [(x: Int, y: Int)] {
            var hull: [(x: Int, y: Int)] = []
            for point in points {
                while hull.count >= 2 {
                    let (a, b) = (hull[hull.count - 2], hull[hull.count - 1])
                    let turn = (b.x - a.x) * (point.y - a.y) - (b.y - a.y) * (point.x - a.x)
                    if turn > 0 { break }
                    hull.removeLast()
                }
                hull.append(point)
            }
            return hull
        }
        return Array(chain(points).dropLast() + chain(points.reversed()).dropLast())
    }

    /// The area of a polygon.
    private static func area(_ corners: [(x: Int, y: Int)]) -> Double {
        var doubled = 0
        for (index, point) in corners.enumerated() {
            let next = corners[(index + 1) % corners.count]
            doubled += point.x * next.y - next.x * point.y
        }
        return abs(Double(doubled)) / 2
    }
}
