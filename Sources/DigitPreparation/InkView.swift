internal import PictureDecoding

/// The part of a picture that is looked at, at the size that suits it.
struct InkView {
    /// The part, whole or reduced or enlarged.
    private let image: GreyImage
    /// Where it is in the picture.
    private let region: PixelBox
    /// The extent of one of its pixels in the picture.
    private let pixelExtent: Double

    /// A picture whose longer side is shorter is enlarged, smoothly, as a person would look at it.
    private static let enlargedBelow = 100
    private static let enlargedExtent = 128
    /// One whose brightness varies by this and no more than a quarter of the range is stretched to
    /// all of it: many tiny digits are stored as 0 to 16.
    private static let leastRange = 10

    /// Looks at a picture.
    init(of picture: GreyImage) {
        var (paper, offset) = (picture, (x: 0, y: 0))
        if let sheet = Sheet(in: picture) {
            paper = sheet.image(of: picture)
            offset = (sheet.box.x, sheet.box.y)
        }
        var box = WrittenRegion.find(in: paper)
        let part = paper.cropped(to: box)
        box.x += offset.x
        box.y += offset.y
        region = box
        if region.longerSide < Self.enlargedBelow {
            let factor = part.enlargementFactor(to: Self.enlargedExtent)
            image = part.stretched(from: Self.leastRange).enlarged(by: factor)
            pixelExtent = 1 / Double(factor)
        } else {
            let factor = part.reductionFactor(to: DigitPreprocessor.sufficientExtent)
            image = part.reduced(by: factor)
            pixelExtent = Double(factor)
        }
    }

    private init(image: GreyImage, region: PixelBox, pixelExtent: Double) {
        (self.image, self.region, self.pixelExtent) = (image, region, pixelExtent)
    }

    /// Finds the digits; `nil` where nothing has an outline.
    ///
    /// - Parameter reach: A narrower window than the one that suits the picture best; then `nil`, too,
    ///   where it is no narrower.
    func segmentation(polarity: Polarity?, reach: Int? = nil) -> InkFinding? {
        guard var window = InkWindow(for: image, polarity: polarity) else { return nil }
        if let reach {
            guard reach < window.reach else { return nil }
            window.reach = reach
        }
        let factor = window.sufficientExtent.map { image.reductionFactor(to: $0) } ?? 1
        let view = InkView(
            image: image.reduced(by: factor), region: region,
            pixelExtent: pixelExtent * Double(factor))
        return InkFinding(
            segmentation: InkSegmentation(InkMap(view.image, window)), region: region,
            pixelExtent: view.pixelExtent)
    }

    /// By how much the brightest and the darkest pixels differ, single ones left out.
    var brightnessRange: Int {
        let histogram = Histogram(image.pixels)
        return histogram.quantile(0.999) - histogram.quantile(0.001)
    }
}

/// What was found in a part of a picture.
struct InkFinding {
    let segmentation: InkSegmentation
    fileprivate let region: PixelBox
    fileprivate let pixelExtent: Double

    /// Where something is in the picture.
    func place(of box: PixelBox) -> PixelBox {
        var place = box.scaled(by: pixelExtent)
        place.x += region.x
        place.y += region.y
        return place
    }
}
