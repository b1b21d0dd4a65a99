/// Points on the outlines of pieces of ink, to measure how close these come to one another.
struct InkOutlines {
    private var points: [Int: [(x: Int, y: Int)]] = [:]

    /// More points than this are thinned out.
    private static let limit = 400

    init(_ components: [InkComponent], _ labels: [Int32], width: Int) {
        for component in components {
            let label = Int32(component.label)
            var outline: [(x: Int, y: Int)] = []
            for y in component.box.y..<component.box.endY {
                for x in component.box.x..<component.box.endX where labels[y * width + x] == label {
                    let isInside =
                        x > component.box.x && x + 1 < component.box.endX
                        && y > component.box.y && y + 1 < component.box.endY
                        && labels[y * width + x - 1] == label
                        && labels[y * width + x + 1] == label
                        && labels[(y - 1) * width + x] == label
                        && labels[(y + 1) * width + x] == label
                    if !isInside { outline.append((x, y)) }
                }
            }
            let step = max(1, outline.count / Self.limit)
            points[component.label] = stride(from: 0, to: outline.count, by: step).map {
                outline[$0]
            }
        }
    }

    /// Whether two pieces come as close to one another as so many pixels.
    func areWithin(_ limit: Double, _ first: InkComponent, _ second: InkComponent) -> Bool {
        guard limit >= 0, first.box.distance(second.box) <= limit else { return false }
        let most = Int(limit * limit)
        for one in points[first.label] ?? [] {
            for other in points[second.label] ?? [] {
                let (x, y) = (one.x - other.x, one.y - other.y)
                if x * x + y * y <= most { return true }
            }
        }
        return false
    }
}
