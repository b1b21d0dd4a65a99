internal import PictureDecoding

/// Whether ink is dark or light, and over which window paper is looked for around it.
///
/// Both are tried out on a small version of the picture, and those are taken whose ink has the
/// sharpest outline. If a window is narrower than strokes, they are hollow; if it is so wide that
/// shadows count as ink, or if paper is taken for ink, these have outlines where the picture has no
/// edge. Where ink begins and paper ends, it has one.
struct InkWindow {
    let polarity: Polarity
    /// How many squares the window reaches on either side, see ``Background``.
    var reach: Int
    /// Whether outlines hardly stand out from the noise, even of the small version.
    let isNoisy: Bool

    /// The longer side at which there is an outline, where noise or blur hides it at full size.
    private(set) var sufficientExtent: Int?

    /// Windows of 3, 5, 9 and 15 squares, 9 to 47 % of the shorter side; and the whole picture, for
    /// digits that fill it.
    private static let reaches = [1, 2, 4, 7, 64]
    private static let reachesOfLarge = [1, 4]
    /// Those that leave shadows out, where the sharpest outline is of one.
    static let narrowReaches = [4, 2, 1]
    /// The longer side at which windows are tried out.
    private static let trialExtent = 512
    /// The one at which they are tried out if noise or blur hides outlines there, and the size that
    /// is then enough.
    private static let blurredExtent = 128
    private static let extentOfBlurred = 256
    /// If one polarity's outline is sharper than the other's by this, it is the right one.
    private static let clearAdvantage = 1.5
    /// An outline is one if it is sharper than what is inside and outside of it by this.
    private static let leastAdvantage = 1.5
    /// From this advantage on noise does no harm.
    private static let clearOutline = 3.0

    /// Finds the window; `nil` when nothing has an outline, as on a blank page.
    init?(for image: GreyImage, polarity: Polarity?) {
        let longerSide = max(image.width, image.height)
        if let window = InkWindow(for: image, polarity, triedAt: Self.trialExtent) {
            self = window
        } else if longerSide > Self.blurredExtent,
            var window = InkWindow(for: image, polarity, triedAt: Self.blurredExtent)
        {
            window.sufficientExtent = Self.extentOfBlurred
            self = window
        } else if longerSide > Self.trialExtent,
            let window = InkWindow(
                for: image, polarity, triedAt: longerSide, reaches: Self.reachesOfLarge)
        {
            self = window
        } else {
            return nil
        }
    }

    private init?(
        for image: GreyImage, _ polarity: Polarity?, triedAt extent: Int,
        reaches: [Int] = Self.reaches
    ) {
        let trial = image.reduced(by: image.reductionFactor(to: extent)).smoothed()
        func best(_ polarity: Polarity) -> (reach: Int, sharpness: Double) {
            let grey = trial.withDarkInk(polarity)
            let tried = reaches.map { reach in
                (reach, InkMap(grey, reach: reach).outlineSharpness(in: grey))
            }
            return tried.max { $0.1 < $1.1 } ?? (1, 0)
        }
        let found: (reach: Int, sharpness: Double)
        if let polarity {
            self.polarity = polarity
            found = best(polarity)
        } else {
            let (dark, light) = (best(.darkOnLight), best(.lightOnDark))
            let isClear =
                max(dark.sharpness, light.sharpness)
                > Self.clearAdvantage * min(dark.sharpness, light.sharpness)
            let sharper: Polarity = dark.sharpness >= light.sharpness ? .darkOnLight : .lightOnDark
            self.polarity = isClear ? sharper : Polarity(ofBorder: trial)
            found = self.polarity == .darkOnLight ? dark : light
        }
        reach = found.reach
        isNoisy = found.sharpness < Self.clearOutline
        if found.sharpness <= Self.leastAdvantage { return nil }
    }
}

extension InkMap {
    /// How much more brightness changes across the outline of the ink than elsewhere: the ratio of
    /// the mean ranges of 3 × 3 pixels; 0 where there is no ink.
    fileprivate func outlineSharpness(in image: GreyImage) -> Double {
        guard width > 2, height > 2 else { return 0 }
        var (outline, outlineCount, rest, restCount) = (0, 0, 0, 0)
        func isInk(_ place: Int) -> Bool { Int(contrast[place]) > certain }
        for y in 1..<height - 1 {
            for x in 1..<width - 1 {
                let place = y * width + x
                let isOutline =
                    isInk(place)
                    && !(isInk(place - 1) && isInk(place + 1) && isInk(place - width)
                        && isInk(place + width))
                // The rest is paper and its noise; every third row of it is enough.
                guard isOutline || (y.isMultiple(of: 3) && Int(contrast[place]) <= possible) else {
                    continue
                }
                var (least, largest): (UInt8, UInt8) = (255, 0)
                for row in [place - width, place, place + width] {
                    for neighbor in row - 1...row + 1 {
                        least = min(least, image.pixels[neighbor])
                        largest = max(largest, image.pixels[neighbor])
                    }
                }
                if isOutline {
                    outline += Int(largest - least)
                    outlineCount += 1
                } else {
                    rest += Int(largest - least)
                    restCount += 1
                }
            }
        }
        if outlineCount == 0 { return 0 }
        let noise = restCount == 0 ? 0 : Double(rest) / Double(restCount)
        return Double(outline) / Double(outlineCount) / (noise + 2)
    }
}

extension GreyImage {
    /// The image, inverted if its ink is light.
    func withDarkInk(_ polarity: Polarity) -> GreyImage {
        if polarity == .darkOnLight { return self }
        return GreyImage(width: width, height: height, pixels: pixels.map { 255 - $0 })
    }
}
