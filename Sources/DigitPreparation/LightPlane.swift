/// Light that changes evenly across a picture: `a + b x + c y`.
struct LightPlane {
    /// The brightness at a place, and how much it counts.
    struct Sample {
        let x: Int
        let y: Int
        let value: Double
        var weight = 1.0
    }

    private var (a, b, c) = (0.0, 0.0, 0.0)
    private var (centerX, centerY) = (0.0, 0.0)

    init(constant: Double) { a = constant }

    /// Fits by least squares; `nil` for samples that determine no plane.
    init?(_ samples: [Sample]) {
        guard samples.count > 2 else { return nil }
        let total = samples.reduce(0) { $0 + $1.weight }
        centerX = samples.reduce(0) { $0 + $1.weight * Double($1.x) } / total
        centerY = samples.reduce(0) { $0 + $1.weight * Double($1.y) } / total
        a = samples.reduce(0) { $0 + $1.weight * $1.value } / total
        var (xx, xy, yy, xv, yv) = (0.0, 0.0, 0.0, 0.0, 0.0)
        for sample in samples {
            let (x, y) = (Double(sample.x) - centerX, Double(sample.y) - centerY)
            xx += sample.weight * x * x
            xy += sample.weight * x * y
            yy += sample.weight * y * y
            xv += sample.weight * x * (sample.value - a)
            yv += sample.weight * y * (sample.value - a)
        }
        let determinant = xx * yy - xy * xy
        guard determinant > 1e-9 * xx * yy, determinant > 0 else { return nil }
        b = (xv * yy - yv * xy) / determinant
        c = (yv * xx - xv * xy) / determinant
    }

    subscript(x: Int, y: Int) -> Double {
        a + b * (Double(x) - centerX) + c * (Double(y) - centerY)
    }
}
