import PictureDecoding
import TestSupport
import Testing

import DigitPreparation

/// Pictures as people bring them; what is right for each follows from how it was drawn.
@Suite("Kinds of pictures")
struct PictureKindTests {
    private func pieces(_ page: Page) throws -> (pieces: [DigitPiece], leftOut: [LeftOut]) {
        try DigitPreprocessor().pieces(in: page.picture())
    }

    @Test("a picture of 12 x 12 pixels is enlarged, and its digit found")
    func tiny() throws {
        for index in stride(from: 0, to: 20, by: isDebugBuild ? 4 : 1) {
            let large = Raster(
                width: 28, height: 28, values: Digits.image(index).map(Float.init)
            ).resampled(width: 12, height: 12)
            var page = Page(width: 12, height: 12)
            page.pixels = large.values.map { 255 - UInt8($0.rounded()) }
            #expect(try pieces(page).pieces.count == 1, "digit \(index)")
        }
    }

    @Test("a digit of 18 pixels on a page of 1754 is found where it is")
    func smallOnPage() throws {
        var page = Page(width: 1240, height: 1754, paper: 245)
        page.draw(digit: Digits.image(0), x: 700, y: 1200, scale: 1)
        let found = try pieces(page).pieces
        try #require(found.count == 1)
        let box = found[0].digit.box
        #expect((700..<728).contains(box.x) && (1200..<1228).contains(box.y))
        #expect((17...24).contains(box.height))
    }

    @Test("each digit knows the line of writing that it is in")
    func lines() throws {
        var page = Page(width: 600, height: 500)
        for (line, count) in [2, 3, 1].enumerated() {
            for place in 0..<count {
                page.draw(
                    digit: Digits.image(place), x: 20 + 150 * place, y: 10 + 160 * line, scale: 5)
            }
        }
        #expect(try pieces(page).pieces.map(\.digit.line) == [0, 0, 1, 1, 1, 2])
    }

    @Test("dark lines that are inclined are taken off, and said", arguments: [-0.2, 0.1, 0.25])
    func inclinedLines(slope: Double) throws {
        var page = Page(width: 480, height: 400)
        page.draw(digit: Digits.image(3), x: 150, y: 100, scale: 7)
        for offset in stride(from: -300, to: 700, by: 70) {
            for x in 0..<page.width {
                let y = offset + Int(slope * Double(x))
                for row in [y, y + 1] where (0..<page.height).contains(row) {
                    page.pixels[row * page.width + x] = min(page.pixels[row * page.width + x], 90)
                }
            }
        }
        let found = try pieces(page)
        #expect(found.leftOut.map(\.kind) == [.ruledLines])
        try #require(found.pieces.count == 1)
        let box = found.pieces[0].digit.box
        #expect(abs(box.height - 140) <= 12)
    }

    @Test("so are lines that are thick for a small picture, also behind the leg of a 7")
    func thickLines() throws {
        var plain = Page(width: 240, height: 200)
        plain.draw(digit: Digits.image(0), x: 60, y: 25, scale: 5)
        let expected = try pieces(plain).pieces[0].digit.box
        // The pen of this 7 is about 10 pixels wide, and its leg crosses the line at column 129.
        var squared = plain
        for x in stride(from: 9, to: 240, by: 60) { squared.fill(x: x...x + 4, y: 0...199) }
        for y in stride(from: 30, to: 200, by: 60) { squared.fill(x: 0...239, y: y...y + 4) }
        let found = try pieces(squared)
        #expect(found.leftOut.map(\.kind) == [.ruledLines])
        try #require(found.pieces.count == 1)
        let box = found.pieces[0].digit.box
        #expect(abs(box.width - expected.width) <= 6 && abs(box.height - expected.height) <= 6)
    }

    @Test("the sides of a box that nearly fills the picture are no ruled lines")
    func largeBox() throws {
        var page = Page(width: 240, height: 240)
        page.draw(digit: Digits.image(3), x: 50, y: 50, scale: 5)
        for side in [14, 220] {
            page.fill(x: side...side + 5, y: 14...225)
            page.fill(x: 14...225, y: side...side + 5)
        }
        let found = try pieces(page)
        #expect(found.leftOut.map(\.kind) == [.frame])
        #expect(found.pieces.count == 1)
    }

    @Test("faint ink that fills the picture is told from light that changes across it")
    func faintCrop() throws {
        var plain = Page()
        plain.draw(digit: Digits.image(3), x: 100, y: 50, scale: 5)
        let expected = try pieces(plain).pieces[0].digit
        // The box of the digit and nothing more, where ink takes a sixth of the light.
        var crop = Page(width: expected.box.width, height: expected.box.height)
        for row in 0..<crop.height {
            for column in 0..<crop.width {
                let place = (expected.box.y + row) * plain.width + expected.box.x + column
                crop.pixels[row * crop.width + column] =
                    UInt8(220 - (220 - Int(plain.pixels[place])) / 5)
            }
        }
        crop.shade { x, y in 0.5 + 0.3 * x + 0.2 * y }
        let found = try pieces(crop).pieces
        try #require(found.count == 1)
        let differences = zip(found[0].digit.pixels, expected.pixels).map {
            abs(Int($0) - Int($1))
        }
        #expect(differences.reduce(0, +) < 784 * 12)
    }

    @Test("a box around a digit and a line below it are taken off, and said")
    func marks() throws {
        var plain = Page()
        plain.draw(digit: Digits.image(0), x: 100, y: 50, scale: 6)
        let expected = try pieces(plain).pieces[0].digit.pixels
        var framed = plain
        framed.fill(x: 60...63, y: 20...250)
        framed.fill(x: 320...323, y: 20...250)
        framed.fill(x: 60...323, y: 20...23)
        framed.fill(x: 60...323, y: 247...250)
        var underlined = plain
        underlined.fill(x: 110...250, y: 220...223)
        for (page, kind) in [(framed, LeftOut.Kind.frame), (underlined, .underline)] {
            let found = try pieces(page)
            #expect(found.leftOut.map(\.kind) == [kind])
            try #require(found.pieces.count == 1)
            let pixels = found.pieces[0].digit.pixels
            #expect(zip(pixels, expected).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) } < 784 * 6)
        }
    }

    @Test("a light sheet on a dark table is no digit; what is written on it is")
    func sheet() throws {
        var page = Page(width: 500, height: 400, paper: 70)
        page.fill(x: 100...400, y: 60...340, with: 220)
        page.draw(digit: Digits.image(0), x: 180, y: 130, scale: 5)
        let found = try pieces(page).pieces
        try #require(found.count == 1)
        let box = found[0].digit.box
        #expect((180..<320).contains(box.x) && (130..<270).contains(box.y))
        #expect((90...110).contains(box.height))
    }

    @Test("so is a sheet seen from below, whose box is far from filled")
    func trapezoid() throws {
        var page = Page(width: 500, height: 400, paper: 70)
        for y in 60...340 {
            let reach = 60 + (y - 60) * 2 / 5
            page.fill(x: 250 - reach...250 + reach, y: y...y, with: 220)
        }
        page.draw(digit: Digits.image(0), x: 180, y: 160, scale: 5)
        let found = try pieces(page).pieces
        try #require(found.count == 1)
        #expect((90...110).contains(found[0].digit.box.height))
    }

    @Test("a sheet is told by its edge where light falls off towards that")
    func shadedSheet() throws {
        // The table is on the left; light falls from 1 to 0.75 towards it, over half of the width.
        // At the edge the sheet is brighter by 0.75 · (230 − 70) = 120, in the middle by some 165. The
        // table is more than four times as high as the digit.
        var page = Page(width: 600, height: 400, paper: 230)
        page.fill(x: 0...119, y: 0...399, with: 70)
        page.draw(digit: Digits.image(0), x: 330, y: 130, scale: 3)
        page.shade { x, _ in min(1, 0.75 + 0.5 * max(0, x - 0.2)) }
        let found = try pieces(page).pieces
        try #require(found.count == 1)
        let box = found[0].digit.box
        #expect((330..<414).contains(box.x) && (130..<214).contains(box.y))
        #expect((54...66).contains(box.height))
    }

    @Test("ink of the paper's lightness is told by its color")
    func color() throws {
        let side = 120
        var pixels: [UInt8] = []
        for y in 0..<side {
            for x in 0..<side {
                // Lumas of 0.299 · 200 + 0.587 · 40 + 0.114 · 60 = 90 and of grey 90.
                let isInk = (50..<62).contains(x) && (20..<100).contains(y)
                pixels += isInk ? [200, 40, 60] : [90, 90, 90]
            }
        }
        let picture = try Picture(
            bytes: Array("P6 \(side) \(side) 255\n".utf8) + pixels, source: "a page")
        #expect(Set(picture.luma.pixels).count == 1)
        let boxes = try DigitPreprocessor().digits(in: picture).map(\.box)
        try #require(boxes.count == 1)
        #expect(abs(boxes[0].height - 80) <= 3 && abs(boxes[0].width - 12) <= 3)
    }

    @Test("cuts go through the thin place where two digits touch")
    func touching() throws {
        var page = Page()
        page.fill(x: 100...120, y: 60...200)
        page.fill(x: 121...199, y: 128...132)
        page.fill(x: 200...220, y: 60...200)
        let found = try pieces(page).pieces
        try #require(found.count == 1)
        let cuts = found[0].parts().filter { parts in
            parts.left.digit.box.x < 105 && parts.right.digit.box.x > 118
        }
        #expect(!cuts.isEmpty)
        // A bar of 5 pixels, less than the stroke of the others.
        #expect(cuts.contains { $0.cut < 1 })
        #expect(cuts.contains { abs($0.left.digit.box.height - 141) <= 8 })
    }

    @Test("cuts go through the long seam of two rings, not across their thinner strokes")
    func seam() throws {
        // Strokes of 14 pixels; 8 of them are shared where the rings are closest. That seam is
        // 2 · √(40² − 36²) ≈ 35 pixels long, more than two strokes.
        var page = Page()
        page.drawRing(x: 150, y: 150, outer: 40, inner: 26)
        page.drawRing(x: 222, y: 150, outer: 40, inner: 26)
        let found = try pieces(page).pieces
        try #require(found.count == 1)
        let rings = found[0].parts().filter { parts in
            [parts.left, parts.right].allSatisfy { abs($0.digit.box.width - 76) <= 5 }
        }
        #expect(!rings.isEmpty)
        // It costs less than any cut across a ring's upper and lower stroke.
        let others = found[0].parts().filter { $0.left.digit.box.width < 60 }
        try #require(!others.isEmpty)
        let seam = try #require(rings.map { $0.cut }.min())
        #expect(others.allSatisfy { $0.cut > seam })
    }

    @Test("what a picture without a digit shows is said")
    func nothing() throws {
        var noise = Page(paper: 128)
        noise.addNoise(100)
        let error = #expect(throws: PreparationError.self) { try pieces(noise) }
        guard case .noDigit(_, .noOutline(let range)) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect((180...200).contains(range))
    }
}
