package import PictureDecoding

/// Whether ink is darker or lighter than what it is on.
public enum Polarity: String, CaseIterable, Hashable, Sendable {
    /// As a pen on paper.
    case darkOnLight = "dark-on-light"
    /// As chalk on a board, and as MNIST's images.
    case lightOnDark = "light-on-dark"
}

extension Polarity {
    /// Finds the polarity: ink differs from what the border of the picture shows.
    ///
    /// Light that changes across the picture is a plane through the pixels at its border, fitted
    /// twice, the second time without those that are far off, which may be ink.
    package init(ofBorder image: GreyImage) {
        let ring = Self.ring(of: image)
        var plane = LightPlane(ring) ?? LightPlane(constant: Double(image.pixels[0]))
        let errors = ring.map { abs($0.value - plane[$0.x, $0.y]) }.sorted()
        let tolerance = 2 * errors[errors.count / 2] + 4
        plane = LightPlane(ring.filter { abs($0.value - plane[$0.x, $0.y]) <= tolerance }) ?? plane
        var (darker, lighter) = (0.0, 0.0)
        let step = max(1, max(image.width, image.height) / 512)
        for y in stride(from: 0, to: image.height, by: step) {
            for x in stride(from: 0, to: image.width, by: step) {
                let difference = Double(image.pixels[y * image.width + x]) - plane[x, y]
                // Squares: a stroke, which is small, counts more than a shadow, which is faint.
                if difference < 0 {
                    darker += difference * difference
                } else {
                    lighter += difference * difference
                }
            }
        }
        self = darker >= lighter ? .darkOnLight : .lightOnDark
    }

    /// Some hundred pixels at the border.
    private static func ring(of image: GreyImage) -> [LightPlane.Sample] {
        func sample(_ x: Int, _ y: Int) -> LightPlane.Sample {
            LightPlane.Sample(x: x, y: y, value: Double(image.pixels[y * image.width + x]))
        }
        let across = stride(from: 0, to: image.width, by: max(1, image.width / 128))
        let down = stride(from: 0, to: image.height, by: max(1, image.height / 128))
        return across.flatMap { [sample($0, 0), sample($0, image.height - 1)] }
            + down.flatMap { [sample(0, $0), sample(image.width - 1, $0)] }
    }
}
