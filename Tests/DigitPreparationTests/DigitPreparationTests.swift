import PictureDecoding
import TestSupport
import Testing

import DigitPreparation

@Suite("The preparation of pictures")
struct DigitPreparationTests {
    private func digits(_ page: Page) throws -> [PreparedDigit] {
        try DigitPreprocessor().digits(in: page.picture())
    }

    private func page(_ pixels: [UInt8]) -> Page {
        var page = Page(width: 28, height: 28)
        page.pixels = pixels
        return page
    }

    @Test("leaves every image of MNIST's test set as it is, and turns inverted ones back")
    func mnist() throws {
        #expect(Digits.images.count == 7_840_000)
        var (changed, changedInverted) = (0, 0)
        for index in stride(from: 0, to: 10_000, by: isDebugBuild ? 20 : 1) {
            let image = Digits.image(index)
            if try digits(page(image)).map(\.pixels) != [image] { changed += 1 }
            let inverted = try digits(page(image.map { 255 - $0 }))
            if inverted.map(\.pixels) != [image] { changedInverted += 1 }
        }
        #expect(changed == 0)
        #expect(changedInverted == 0)
    }

    @Test("moves an MNIST image that is off-center by whole pixels, unless told not to")
    func offCenter() throws {
        for index in 0..<50 {
            let image = Digits.image(index)
            var moved = [UInt8](repeating: 0, count: 784)
            for place in image.indices where image[place] > 0 {
                let (row, column) = (place / 28 - 2, place % 28 + 3)
                if (0..<28).contains(row), (0..<28).contains(column) {
                    moved[row * 28 + column] = image[place]
                }
            }
            // Only where nothing was pushed over the edge can it come back.
            guard moved.reduce(0, { $0 + Int($1) }) == image.reduce(0, { $0 + Int($1) }) else {
                continue
            }
            #expect(try digits(page(moved))[0].pixels == image)
            var preparation = DigitPreprocessor()
            preparation.centers = false
            #expect(try preparation.digits(in: page(moved).picture())[0].pixels == moved)
        }
    }

    @Test("brings what is larger than MNIST's digits to their size, in 28 x 28 pixels too")
    func otherSize() throws {
        var pixels = [UInt8](repeating: 0, count: 784)
        for row in 2..<26 { for column in 12..<16 { pixels[row * 28 + column] = 255 } }
        let found = try digits(page(pixels))[0].pixels
        let rows = Set(found.indices.filter { found[$0] > 0 }.map { $0 / 28 })
        #expect(rows.count == 20)
    }

    @Test("gives a box of 20 pixels whose center of mass is in the middle")
    func sizeAndPlace() throws {
        for index in stride(from: 0, to: 20, by: isDebugBuild ? 5 : 1) {
            var page = Page()
            page.draw(digit: Digits.image(index), x: 30 + 5 * index, y: 40, scale: 7)
            let prepared = try digits(page)
            #expect(prepared.count == 1)
            let pixels = prepared[0].pixels
            let ink = pixels.indices.filter { pixels[$0] > 0 }
            let rows = Set(ink.map { $0 / 28 }).count
            let columns = Set(ink.map { $0 % 28 }).count
            #expect(max(rows, columns) == 20, "digit \(index)")
            #expect(pixels.max() == 255)
            let sum = pixels.reduce(0.0) { $0 + Double($1) }
            let x = ink.reduce(0.0) { $0 + Double(pixels[$1]) * Double($1 % 28) } / sum
            let y = ink.reduce(0.0) { $0 + Double(pixels[$1]) * Double($1 / 28) } / sum
            #expect(abs(x - 14) <= 0.5 && abs(y - 14) <= 0.5)
        }
    }

    @Test("finds the same under uneven light, in noise, and inverted")
    func light() throws {
        var plain = Page()
        plain.draw(digit: Digits.image(0), x: 100, y: 50, scale: 7)
        let expected = try digits(plain)[0]
        var shaded = plain
        shaded.shade { x, y in 0.45 + 0.5 * x * (1 - 0.4 * y) }
        var noisy = plain
        noisy.addNoise(20)
        var inverted = plain
        inverted.invert()
        for page in [shaded, noisy, inverted] {
            let found = try digits(page)
            try #require(found.count == 1)
            let differences = zip(found[0].pixels, expected.pixels).map { abs(Int($0) - Int($1)) }
            #expect(differences.reduce(0, +) < 784 * 6)
            #expect(abs(found[0].box.x - expected.box.x) <= 2)
            #expect(abs(found[0].box.height - expected.box.height) <= 4)
        }
    }

    @Test("says that a blank page is blank, whatever the light on it")
    func blank() throws {
        for paper in [0, 128, 255] as [UInt8] {
            var noisy = Page(width: 200, height: 150, paper: paper)
            noisy.addNoise(12)
            var shaded = Page(width: 200, height: 150, paper: paper)
            shaded.shade { x, y in 0.6 + 0.4 * x * y }
            for page in [Page(paper: paper), noisy] {
                #expect(throws: PreparationError.noInk(file: "a page")) { try digits(page) }
            }
            // From 60 % of the light to all of it, as far as single pixels count.
            let least = Int(shaded.pixels.min() ?? 0)
            let error = #expect(throws: PreparationError.self) { try digits(shaded) }
            guard case .noDigit(_, .noOutline(let range)) = error else {
                #expect(paper == 0 && error == .noInk(file: "a page"))
                continue
            }
            #expect(abs(range - (Int(paper) - least)) <= 8)
        }
        #expect(throws: PreparationError.noInk(file: "a page")) {
            try digits(Page(width: 1, height: 1))
        }
    }

    @Test("finds several digits in reading order, each with its box")
    func several() throws {
        var page = Page(width: 600, height: 400)
        for (place, index) in [0, 1, 3].enumerated() {
            page.draw(digit: Digits.image(index), x: 20 + 190 * place, y: 10 + 5 * place, scale: 6)
        }
        page.draw(digit: Digits.image(4), x: 60, y: 210, scale: 6)
        let found = try digits(page)
        try #require(found.count == 4)
        for (digit, x) in zip(found, [20, 210, 400, 60]) {
            #expect((x..<x + 168).contains(digit.box.x))
            #expect((60...126).contains(digit.box.height))
        }
    }

    @Test("drops ruled lines and specks, and keeps the strokes that cross a line")
    func dirt() throws {
        var plain = Page()
        plain.draw(digit: Digits.image(0), x: 100, y: 50, scale: 7)
        let expected = try digits(plain)[0].pixels
        var ruled = plain
        for y in stride(from: 20, to: 300, by: 60) { ruled.fill(x: 0...399, y: y...y, with: 120) }
        var specks = plain
        for x in [10, 60, 350] { specks.fill(x: x...x + 4, y: 200...204) }
        // A rise of 20 on 400.
        var tilted = plain
        for x in 0..<400 { tilted.fill(x: x...x, y: 140 + x / 20...141 + x / 20, with: 120) }
        for page in [ruled, specks, tilted] {
            let found = try digits(page)
            try #require(found.count == 1)
            let differences = zip(found[0].pixels, expected).map { abs(Int($0) - Int($1)) }
            #expect(differences.reduce(0, +) < 784 * 8)
        }
    }

    @Test("drops a speck of a fifteenth of the digit, as near as a stroke may be")
    func speck() throws {
        var plain = Page()
        plain.draw(digit: Digits.image(0), x: 100, y: 50, scale: 7)
        let expected = try digits(plain)
        // At the foot of the seven, where there is room.
        var dirty = plain
        dirty.fill(x: 240...248, y: 205...213)
        #expect(try digits(dirty).map(\.box) == expected.map(\.box))
        let differences = zip(try digits(dirty)[0].pixels, expected[0].pixels).map {
            abs(Int($0) - Int($1))
        }
        #expect(differences.max() ?? 0 < 64)
    }

    @Test("joins the strokes of a digit that do not touch")
    func strokes() throws {
        var page = Page()
        // A 5 whose bar stands off: the bar, the stem and the belly.
        page.fill(x: 165...230, y: 60...70)
        page.fill(x: 150...160, y: 60...140)
        page.fill(x: 150...230, y: 140...150)
        page.fill(x: 220...230, y: 150...220)
        page.fill(x: 150...230, y: 220...230)
        #expect(try digits(page).count == 1)
    }

    @Test("joins broken strokes: flat pieces further apart, low ones beside a tall one")
    func brokenStrokes() throws {
        var two = Page()
        // An arc, and a stroke below it that is wider than high, 20 of 140 pixels apart.
        two.fill(x: 150...230, y: 60...70)
        two.fill(x: 220...230, y: 60...130)
        two.fill(x: 150...240, y: 150...200)
        #expect(try digits(two).count == 1)
        var six = Page()
        // A stem, and a belly of half its height, 12 of 120 pixels apart.
        six.fill(x: 150...160, y: 60...180)
        six.fill(x: 172...200, y: 120...180)
        #expect(try digits(six).count == 1)
        var loops = Page()
        // A stroke that reaches into the columns of another, without touching it.
        loops.fill(x: 150...160, y: 100...180)
        loops.fill(x: 150...200, y: 170...180)
        loops.fill(x: 180...190, y: 60...140)
        loops.fill(x: 180...230, y: 60...70)
        #expect(try digits(loops).count == 1)
    }

    @Test("takes digits that stand close together for several")
    func closeDigits() throws {
        var row = Page()
        // As tall as one another, 12 of 120 pixels apart.
        row.fill(x: 150...160, y: 60...180)
        row.fill(x: 172...200, y: 66...180)
        #expect(try digits(row).count == 2)
        var column = Page()
        // Taller than wide, 24 of 184 pixels apart.
        column.fill(x: 150...200, y: 30...109)
        column.fill(x: 150...200, y: 134...213)
        #expect(try digits(column).count == 2)
    }

    @Test("widens a thin line, and makes it bright")
    func thinLine() throws {
        var page = Page()
        page.fill(x: 200...201, y: 50...250)
        let pixels = try digits(page)[0].pixels
        let row = pixels[14 * 28..<15 * 28]
        #expect(row.filter { $0 > 127 }.count == 2)
        #expect(row.max() == 255)
    }

    @Test("composes transparent pictures over what leaves ink visible")
    func transparency() throws {
        for ink in [0, 255] as [UInt8] {
            // 32 bits with a mask for alpha: strokes of one brightness on nothing.
            let side = 64
            var pixels: [UInt8] = []
            for y in 0..<side {
                for x in 0..<side {
                    let isInk = (28..<36).contains(x) && (10..<54).contains(y)
                    pixels += [ink, ink, ink, isInk ? 255 : 0]
                }
            }
            let picture = try Picture(bytes: bitmap(side: side, pixels), source: "b")
            // Small pictures are enlarged smoothly, which moves an edge by half a pixel.
            let heights = try DigitPreprocessor().digits(in: picture).map(\.box.height)
            #expect(heights == [44] || heights == [45])
        }
    }

    private func bitmap(side: Int, _ pixels: [UInt8]) -> [UInt8] {
        func number(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(value >> (8 * $0) & 255) } }
        let extent = number(UInt32(side))
        return Array("BM".utf8) + number(0) + number(0) + number(70) + number(56) + extent + extent
            + [1, 0, 32, 0] + number(3) + number(0) + number(0) + number(0) + number(0) + number(0)
            + number(0xFF_0000) + number(0xFF00) + number(0xFF) + number(0xFF00_0000) + pixels
    }
}
