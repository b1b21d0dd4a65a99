internal import PictureDecoding

/// A light sheet of paper on a darker table, whole or cut by the picture's border.
///
/// It is looked for in squares: a bright piece that is convex, with dark around it that reaches the
/// border, and with ink on it. A digit that is bright itself is not convex, or has nothing on it.
struct Sheet {
    /// Where the sheet is in the picture.
    let box: PixelBox
    /// Row-major squares of the picture: whether they are well inside the sheet.
    private let inside: [Bool]
    private let cells: SheetCells

    /// The sheet's and the table's least shares of the picture.
    private static let leastSheet = 0.1
    private static let leastTable = 0.05
    /// What the sheet has of its convex hull, at least, and of what it encloses.
    private static let leastSolidity = 0.88
    private static let leastFilled = 0.75
    /// By how much the sheet is brighter than the table, and than what is written on it.
    private static let leastDifference = 35
    /// The share of that difference that there is at the edge: between the squares beside it, which
    /// may lie across it, and between those further off, further on than a dark line is thick.
    ///
    /// Light that falls off towards the edge leaves less of it there than in the middle.
    private static let leastStep = [0.3, 0.65, 0.65, 0.65]
    /// The share of the last of these steps that there is between closer squares already: a shadow
    /// goes on growing.
    private static let leastSharpness = 0.85
    /// What the table has of its area without so many squares along its edge, at least: lines on
    /// paper have nothing else.
    private static let leastInside = 0.25
    private static let lineSquares = 2
    /// What the largest quadrilateral inside a sheet that is whole has of its convex hull, at least:
    /// that of an ellipse, as of a bold 0, has 0.64.
    private static let leastQuadrilateral = 0.9
    /// So many squares along the sheet's edge are taken for table: the edge is not sharp.
    private static let edge = 3

    /// Finds a sheet; `nil` if the picture shows none.
    init?(in image: GreyImage) {
        guard min(image.width, image.height) >= 64 else { return nil }
        cells = SheetCells(image)
        let (columns, rows) = (cells.columns, cells.rows)
        let threshold = Histogram(cells.means).otsuThreshold(above: -1)
        var grid = CellGrid(
            columns: columns, rows: rows, marked: cells.means.map { Int($0) > threshold })
        grid.keepLargest()
        let sheetCount = grid.count
        let table = grid.reachedFromBorder()
        let tableCount = table.lazy.filter { $0 }.count
        let total = Double(columns * rows)
        guard Double(sheetCount) >= Self.leastSheet * total,
            Double(tableCount) >= Self.leastTable * total
        else { return nil }
        grid.marked = table.map { !$0 }
        let filledCount = grid.count
        let hullArea = grid.hullArea
        guard Double(sheetCount) >= Self.leastFilled * Double(filledCount),
            Double(filledCount) >= Self.leastSolidity * hullArea,
            grid.touchesBorder || grid.quadrilateralArea >= Self.leastQuadrilateral * hullArea
        else { return nil }
        let paper = Self.median(of: grid, cells)
        var around = CellGrid(columns: columns, rows: rows, marked: table)
        let difference = paper - Self.median(of: around, cells)
        guard difference >= Self.leastDifference, let bounds = grid.bounds else { return nil }
        var tableInside = around
        for _ in 0..<Self.lineSquares { tableInside.erode() }
        guard Double(tableInside.count) >= Self.leastInside * Double(tableCount) else {
            return nil
        }
        var within = grid
        var steps: [Double] = []
        for share in Self.leastStep {
            let step = Double(
                Self.median(of: within.ring(), cells) - Self.median(of: around.ring(), cells))
            guard step >= share * Double(difference) else { return nil }
            steps.append(step)
        }
        // A shadow has no such edge.
        let far = steps[steps.count - 1]
        guard steps.dropFirst().allSatisfy({ $0 >= Self.leastSharpness * far }) else { return nil }
        for _ in 0..<Self.edge { grid.erode() }
        // Something has to be written on it.
        guard
            grid.values(cells.darkest).contains(where: { paper - Int($0) >= Self.leastDifference })
        else { return nil }
        inside = grid.marked
        box = PixelBox(
            x: bounds.x * cells.side, y: bounds.y * cells.side,
            width: min(image.width, bounds.endX * cells.side) - bounds.x * cells.side,
            height: min(image.height, bounds.endY * cells.side) - bounds.y * cells.side)
    }

    private static func median(of grid: CellGrid, _ cells: SheetCells) -> Int {
        Histogram(grid.values(cells.means)).quantile(0.5)
    }

    /// The picture inside ``box``, with paper wherever the sheet is not.
    func image(of picture: GreyImage) -> GreyImage {
        let paper = cells.paper(inside)
        var pixels = picture.cropped(to: box).pixels
        let side = Double(cells.side)
        for y in 0..<box.height {
            let row = (Double(box.y + y) + 0.5) / side - 0.5
            for x in 0..<box.width {
                let cell = (box.y + y) / cells.side * cells.columns + (box.x + x) / cells.side
                if inside[cell] { continue }
                let column = (Double(box.x + x) + 0.5) / side - 0.5
                pixels[y * box.width + x] = paper.value(column, row)
            }
        }
        return GreyImage(width: box.width, height: box.height, pixels: pixels)
    }
}

/// The squares of a picture: how bright each is, and what is darkest in it.
struct SheetCells {
    let side: Int
    let columns: Int
    let rows: Int
    private(set) var means: [UInt8]
    private(set) var darkest: [UInt8]

    /// The squares along the longer side.
    private static let count = 128

    init(_ image: GreyImage) {
        side = max(1, (max(image.width, image.height) + Self.count - 1) / Self.count)
        columns = (image.width + side - 1) / side
        rows = (image.height + side - 1) / side
        means = [UInt8](repeating: 0, count: columns * rows)
        darkest = means
        let step = max(1, side / 8)
        for row in 0..<rows {
            for column in 0..<columns {
                var (sum, count, least) = (0, 0, UInt8.max)
                for y in stride(from: row * side, to: min((row + 1) * side, image.height), by: step)
                {
                    for x in stride(
                        from: column * side, to: min((column + 1) * side, image.width), by: step)
                    {
                        let value = image.pixels[y * image.width + x]
                        sum += Int(value)
                        count += 1
                        least = min(least, value)
                    }
                }
                means[row * columns + column] = UInt8(sum / count)
                darkest[row * columns + column] = least
            }
        }
    }

    /// The brightness of paper, continued to where there is none.
    func paper(_ inside: [Bool]) -> PaperMap {
        var values = means
        var known = inside
        // A ring of squares at a time takes the mean of its known neighbors.
        var isComplete = false
        while !isComplete {
            isComplete = true
            var (nextValues, nextKnown) = (values, known)
            var grew = false
            for row in 0..<rows {
                for column in 0..<columns where !known[row * columns + column] {
                    isComplete = false
                    var (sum, count) = (0, 0)
                    for y in max(0, row - 1)...min(rows - 1, row + 1) {
                        for x in max(0, column - 1)...min(columns - 1, column + 1)
                        where known[y * columns + x] {
                            sum += Int(values[y * columns + x])
                            count += 1
                        }
                    }
                    guard count > 0 else { continue }
                    nextValues[row * columns + column] = UInt8(sum / count)
                    nextKnown[row * columns + column] = true
                    grew = true
                }
            }
            (values, known) = (nextValues, nextKnown)
            if !grew { break }
        }
        return PaperMap(columns: columns, rows: rows, values: values)
    }
}

/// Brightness that is known at the middles of squares.
struct PaperMap {
    let columns: Int
    let rows: Int
    let values: [UInt8]

    /// The brightness between squares, interpolated; places are in squares.
    func value(_ column: Double, _ row: Double) -> UInt8 {
        let (x, y) = (max(0, min(column, Double(columns - 1))), max(0, min(row, Double(rows - 1))))
        let (left, top) = (Int(x), Int(y))
        let (right, bottom) = (min(left + 1, columns - 1), min(top + 1, rows - 1))
        func at(_ x: Int, _ y: Int) -> Double { Double(values[y * columns + x]) }
        let above = at(left, top) + (at(right, top) - at(left, top)) * (x - Double(left))
        let below = at(left, bottom) + (at(right, bottom) - at(left, bottom)) * (x - Double(left))
        return UInt8((above + (below - above) * (y - Double(top))).rounded())
    }
}
