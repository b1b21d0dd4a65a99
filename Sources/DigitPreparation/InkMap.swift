package import PictureDecoding

/// How much each pixel differs from the paper around it, and from where on that is ink.
package struct InkMap {
    let width: Int
    let height: Int
    /// Row-major: the share of the paper's light that is missing, 0 for none to 255 for all.
    let contrast: [UInt8]
    /// Above this a pixel is ink for certain.
    let certain: Int
    /// Above this a pixel is ink if it is connected with one that is for certain.
    let possible: Int
    /// The contrast of ink, on the average.
    let level: Double

    /// What differs by less than this is not seen as ink by anyone.
    private static let leastContrast = 20

    /// In standard deviations of the brighter kind.
    ///
    /// Noise alone, split by Otsu, is less than 3.5 apart: normal noise 2.7, even noise 3.46.
    private static let clearGap = 8.0
    private static let leastGap = 3.7

    /// Measures the ink of a picture, dark or light, with the window that suits it best.
    init(_ image: GreyImage, _ window: InkWindow) {
        let image = window.isNoisy ? image.smoothed() : image
        self.init(image.withDarkInk(window.polarity), reach: window.reach)
    }

    /// Measures ink that is darker than paper.
    package init(_ image: GreyImage, reach: Int) {
        (width, height) = (image.width, image.height)
        contrast = Background(of: image, reach: reach).contrast(of: image)
        let histogram = Histogram(contrast)
        let floor = max(Self.leastContrast, Self.noise(histogram))
        let otsu = histogram.otsuThreshold(above: floor)
        level = histogram.mean(above: otsu)
        certain = max(floor, min(otsu, Int(0.6 * level)))
        possible = max(floor, certain / 2)
    }

    /// The contrast up to which paper is only paper.
    private static func noise(_ contrast: Histogram) -> Int {
        // If two kinds of pixels are far apart, whatever their shares, that is paper and ink.
        let otsu = contrast.otsuThreshold(above: -1)
        let paper = contrast.statistics(upTo: otsu)
        let gap = (contrast.mean(above: otsu) - paper.mean) / (paper.deviation + 1)
        if gap > Self.clearGap { return Int(paper.mean + 4 * paper.deviation) }
        // Blurred strokes that fill much of the picture: the deviation is that of their edges.
        if gap > Self.leastGap { return Int(paper.mean + 2 * paper.deviation) }
        // Else paper is most of the picture, and the middle half of all values is its noise.
        let middle = contrast.quantile(0.5)
        return middle + 5 * max(1, contrast.quantile(0.75) - middle)
    }
}
