import PictureDecoding
import Testing

import DigitPreparation

@Suite("Parts of the preparation")
struct PartTests {
    @Test("Otsu's threshold splits two kinds of values, also above a floor")
    func otsu() {
        let values =
            [UInt8](repeating: 10, count: 900) + [UInt8](repeating: 90, count: 50)
            + [UInt8](repeating: 200, count: 50)
        // Between 10 and the rest the variance is 0.9 * 0.1 * 135^2 = 1640; between 200 and the rest
        // it is 0.95 * 0.05 * (200 - 14.2)^2 = 1640 (1639.8).
        #expect(Histogram(values).otsuThreshold(above: -1) == 10)
        #expect(Histogram(values).otsuThreshold(above: 10) == 90)
        #expect(Histogram(values).mean(above: 10) == 145)
        #expect(Histogram(values).quantile(0.9) == 10)
        #expect(Histogram(values).quantile(0.91) == 90)
    }

    @Test("the polarity is that of what differs from the border", arguments: Polarity.allCases)
    func polarity(expected: Polarity) {
        var page = Page()
        page.fill(x: 150...170, y: 50...250, with: 60)
        page.shade { x, _ in 0.5 + 0.5 * x }
        if expected == .lightOnDark { page.invert() }
        let image = GreyImage(width: page.width, height: page.height, pixels: page.pixels)
        #expect(Polarity(ofBorder: image) == expected)
    }

    @Test("pieces are connected across corners, and labels of one piece are joined")
    func components() {
        // A U, whose arms meet last, and a dot at its corner.
        let rows = [
            "#.....#", "#.....#", "#######", ".......", "......#", ".....#.",
        ]
        var page = Page(width: 7, height: 6, paper: 255)
        for (y, row) in rows.enumerated() {
            for (x, mark) in row.enumerated() where mark == "#" { page.pixels[y * 7 + x] = 0 }
        }
        let ink = InkMap(GreyImage(width: 7, height: 6, pixels: page.pixels), reach: 4)
        let found = InkComponents(ink).components
        #expect(found.map(\.area) == [11, 2])
        #expect(found.first?.box == PixelBox(x: 0, y: 0, width: 7, height: 3))
        #expect(found.last?.box == PixelBox(x: 5, y: 4, width: 2, height: 2))
    }

    @Test("the means of a reduction are rounded, halves upwards, and rests dropped")
    func reduction() {
        let image = GreyImage(
            width: 5, height: 3, pixels: [1, 2, 0, 0, 9, 3, 4, 1, 0, 9, 9, 9, 9, 9, 9])
        // Sums of 10 and 1: means of 2.5 and 0.25.
        #expect(
            image.reduced(by: 2) == GreyImage(width: 2, height: 1, pixels: [3, 0]))
    }

    @Test("area averaging keeps the mean, whatever the sizes")
    func resampling() {
        let raster = Raster(width: 7, height: 5, values: (0..<35).map { Float($0 * 7) })
        let mean = raster.values.reduce(0, +) / 35
        for (width, height) in [(3, 2), (7, 5), (20, 20), (1, 1)] {
            let other = raster.resampled(width: width, height: height).values
            #expect(abs(other.reduce(0, +) / Float(other.count) - mean) < 0.01)
        }
        let halves = Raster(width: 4, height: 1, values: [0, 100, 200, 40])
        #expect(halves.resampled(width: 2, height: 1).values == [50, 120])
    }

    @Test("the mean within a disk counts what lies beyond the edge as paper")
    func diskMeans() {
        let full = Raster(width: 4, height: 3, values: .init(repeating: 200, count: 12))
        // A disk of radius 1 is a pixel and its four neighbors; a corner has two of these.
        #expect(
            full.diskMeans(radius: 1.4)
                == [120, 160, 160, 120, 160, 200, 200, 160, 120, 160, 160, 120])
    }

    @Test("the width of a long stroke is measured, and a disk widens it by its radius")
    func strokes() {
        // Edges of an upright bar are counted as if they were of any direction: 4 / pi too many.
        let bar = Raster(width: 10, height: 200, values: .init(repeating: 255, count: 2000))
        #expect(abs(bar.strokeWidth(above: 128) - 2 * 2000 / (420 * .pi / 4)) < 1e-3)
        let wider = bar.dilated(radius: 3)
        #expect((wider.width, wider.height) == (16, 206))
        #expect(wider.values[103 * 16] == 127.5 || wider.values[103 * 16] == 255)
        #expect(wider.values[0] == 0)
    }
}
