import Foundation
import IDX
import PictureDecoding
import Testing
import TestSupport

@Suite("mnist classify with pictures")
struct ClassifyPictureTests {
    private static let images: [UInt8] =
        (try? IDXArray(
            path: packageFolder.appendingPathComponent("data/mnist/t10k-images-idx3-ubyte.gz").path
        ).bytes) ?? []

    private static func digit(_ index: Int) -> [UInt8] {
        Array(images[index * 784..<(index + 1) * 784])
    }

    /// A page of paper with digits in a row, dark, each pixel `scale` times as large.
    private static func page(_ indices: [Int], scale: Int = 4) -> GreyImage {
        let (side, margin) = (28 * scale, 10)
        let width = (side + margin) * indices.count + margin
        let height = side + 2 * margin
        var pixels = [UInt8](repeating: 210, count: width * height)
        for (place, index) in indices.enumerated() {
            let digit = digit(index)
            for y in 0..<side {
                for x in 0..<side {
                    let target = (y + margin) * width + margin + place * (side + margin) + x
                    pixels[target] -= UInt8(Int(digit[y / scale * 28 + x / scale]) * 170 / 255)
                }
            }
        }
        return GreyImage(width: width, height: height, pixels: pixels)
    }

    private static func pgm(_ image: GreyImage) -> [UInt8] {
        Array("P5 \(image.width) \(image.height) 255\n".utf8) + image.pixels
    }

    private static func mnist(_ index: Int) -> GreyImage {
        GreyImage(width: 28, height: 28, pixels: digit(index))
    }

    private func objects(_ result: CommandResult) throws -> [[String: Any]] {
        try result.standardOutput.split(separator: "\n").map { line in
            try #require(
                try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        }
    }

    @Test("a test image in a file has exactly the logits that it has in the data set")
    func sameLogits() throws {
        let temporary = try TemporaryFolder()
        var files: [String] = []
        for index in 0..<20 {
            let image = Self.mnist(index)
            files.append(try temporary.write(Self.pgm(image), to: "\(index).pgm"))
            files.append(
                try temporary.write(try #require(image.pngBytes()), to: "\(index).png"))
        }
        let pictures = try objects(try run(["classify", "--format", "json"] + files))
        let images = try #require(
            // What pictures are read with by default.
            try run("classify", "--index", "0-19", "--format", "json", "--model", "mnist-cnn")
                .json as? [[String: Any]])
        try #require(pictures.count == 40)
        for (place, picture) in pictures.enumerated() {
            #expect(picture["file"] as? String == files[place])
            let expected = try #require(images[place / 2]["logits"] as? [Double])
            #expect(picture["logits"] as? [Double] == expected)
        }
    }

    @Test("a picture on paper is answered with a line, and its box")
    func text() throws {
        let temporary = try TemporaryFolder()
        let path = try temporary.write(Self.pgm(Self.page([0])), to: "seven.pgm")
        let result = try run("classify", path, "--top-k", "1")
        #expect(result.status == 0)
        let lines = result.standardOutput.split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines.last?.hasPrefix("\(path)") == true)
        #expect(lines.last?.split(separator: " ").dropFirst().first == "7")
        let object = try #require(try objects(try run("classify", path, "--format", "json")).first)
        #expect(
            Set(object.keys) == [
                "file", "box", "prediction", "name", "confidence", "top", "logits", "probabilities",
                "rejected", "rejection_score",
            ])
        #expect((object["box"] as? [String: Int])?["height"] == 80)
    }

    @Test("a letter is no digit for the models that pictures use, and a digit is one")
    func letter() throws {
        let temporary = try TemporaryFolder()
        // Two bars of an H, and the one between them.
        var pixels = [UInt8](repeating: 210, count: 120 * 120)
        for y in 30..<90 {
            for x in 35..<85 where x < 43 || x >= 77 || (56..<64).contains(y) {
                pixels[y * 120 + x] = 40
            }
        }
        let page = GreyImage(width: 120, height: 120, pixels: pixels)
        let letter = try temporary.write(Self.pgm(page), to: "letter.pgm")
        let digit = try temporary.write(Self.pgm(Self.page([0])), to: "digit.pgm")
        for model in ["mnist-cnn", "mnist-mlp"] {
            let result = try run("classify", letter, digit, "--model", model, "--format", "json")
            #expect(try objects(result).map { $0["rejected"] as? Bool } == [true, false])
        }
        let text = try run("classify", letter).standardOutput
        #expect(text.contains("  not a digit (else 4)  "))
    }

    @Test("a digit that lies in a shadow is read, not the shadow")
    func shadow() throws {
        let temporary = try TemporaryFolder()
        let (width, height, digit) = (300, 225, Self.digit(3))
        var pixels: [UInt8] = []
        for y in 0..<height {
            for x in 0..<width {
                // From the diagonal on it is darker by a third.
                let place = Double(x) / Double(width) + Double(y) / Double(height)
                let light = 1 - 0.35 * max(0, min(1, (place - 1.1) / 0.15))
                let (column, row) = (x - 165, y - 85)
                let isNear = (0..<56).contains(column) && (0..<56).contains(row)
                let ink = isNear ? Double(digit[row / 2 * 28 + column / 2]) / 255 : 0
                pixels.append(UInt8(210 * (1 - 0.8 * ink) * light))
            }
        }
        let page = GreyImage(width: width, height: height, pixels: pixels)
        let path = try temporary.write(Self.pgm(page), to: "shadow.pgm")
        for options in [[], ["--accept-all"]] {
            let result = try run(["classify", path, "--format", "json"] + options)
            #expect(try objects(result).map { $0["name"] as? String } == ["0"])
        }
    }

    @Test("a row of digits is refused with its count, and reads as a number with --each")
    func number() throws {
        let temporary = try TemporaryFolder()
        // The first test images are 7, 2, 1, 0.
        let path = try temporary.write(Self.pgm(Self.page([0, 1, 2, 3])), to: "row.pgm")
        expect(
            try run("classify", path), refuses: path,
            "several digits: expected 1, found 4 (--each classifies each of them)")
        let object = try #require(
            try objects(try run("classify", path, "--each", "--format", "json")).first)
        #expect(object["reading"] as? String == "7210")
        #expect(object["lines"] as? [String] == ["7210"])
        #expect((object["digits"] as? [[String: Any]])?.count == 4)
        let csv = try run("classify", path, "--each", "--format", "csv", "--top-k", "1")
        #expect(csv.standardOutput.split(separator: "\n").count == 5)
        #expect(try run("classify", path, "--each").standardOutput.contains("7210"))
    }

    @Test("of a folder the pictures are taken, by rising name; a folder without any is refused")
    func folder() throws {
        let temporary = try TemporaryFolder()
        for folder in ["scans", "empty"] {
            try FileManager.default.createDirectory(
                at: temporary.url(folder), withIntermediateDirectories: false)
            _ = try temporary.write(Array("a.PGM,7\n".utf8), to: "\(folder)/labels.csv")
        }
        _ = try temporary.write(Self.pgm(Self.mnist(1)), to: "scans/b.pgm")
        _ = try temporary.write(Self.pgm(Self.mnist(0)), to: "scans/a.PGM")
        let folder = temporary.url("scans").path
        let answers = try objects(try run("classify", folder, "--format", "json"))
        #expect(answers.map { $0["file"] as? String } == ["\(folder)/a.PGM", "\(folder)/b.pgm"])
        #expect(answers.map { $0["prediction"] as? Int } == [7, 2])
        let empty = temporary.url("empty").path
        expect(
            try run("classify", empty), refuses: empty,
            "holds no picture; expected files whose names end in one of .bmp, .jpeg, .jpg, .pbm, "
                + ".pgm, .png, .pnm, .ppm",
            status: 66)
    }

    @Test("names of several letters stand apart")
    func reading() throws {
        let temporary = try TemporaryFolder()
        let path = try temporary.write(Self.pgm(Self.page([0, 1])), to: "row.pgm")
        // Of equal classes the first is the answer.
        let model = try temporary.write(
            safetensors([("W1", [784, 10], [Float](repeating: 0, count: 7_840))]), to: "model")
        let names = "zero,one,two,three,four,five,six,seven,eight,nine"
        let result = try run(
            "classify", path, "--each", "--format", "json", "--model", model, "--mean", "0",
            "--weight-order", "input-output", "--class-names", names)
        #expect(try objects(result).first?["reading"] as? String == "zero zero")
    }

    @Test("two lines of writing are two numbers, and digits that touch are two")
    func lines() throws {
        let temporary = try TemporaryFolder()
        let (first, second) = (Self.page([0, 1]), Self.page([2, 3]))
        let page = GreyImage(
            width: first.width, height: 2 * first.height, pixels: first.pixels + second.pixels)
        let path = try temporary.write(Self.pgm(page), to: "page.pgm")
        let object = try #require(
            try objects(try run("classify", path, "--each", "--format", "json")).first)
        #expect(object["lines"] as? [String] == ["72", "10"])
        #expect(object["reading"] as? String == "72 10")
        let touching = Self.touching(1, 3)
        let pair = try temporary.write(Self.pgm(touching), to: "pair.pgm")
        expect(
            try run("classify", pair), refuses: pair,
            "several digits: expected 1, found 2 (--each classifies each of them)")
        let read = try #require(
            try objects(try run("classify", pair, "--each", "--format", "json")).first)
        #expect(read["reading"] as? String == "20")
    }

    @Test(
        "digits whose strokes lie side by side for long are cut along the seam",
        arguments: [
            (10, 13, "00"), (3, 1, "02"), (21, 10, "60"),
        ])
    func seams(left: Int, right: Int, reading: String) throws {
        let temporary = try TemporaryFolder()
        let path = try temporary.write(Self.pgm(Self.touching(left, right)), to: "pair.pgm")
        let object = try #require(
            try objects(try run("classify", path, "--each", "--format", "json")).first)
        #expect(object["reading"] as? String == reading)
    }

    /// Two digits side by side, moved together until a row of both has ink in the same column.
    private static func touching(_ left: Int, _ right: Int, scale: Int = 4) -> GreyImage {
        let (one, other) = (digit(left), digit(right))
        func meets(_ shift: Int) -> Bool {
            (0..<28).contains { row in
                (0..<28).contains { column in
                    let place = column - shift
                    return one[row * 28 + column] > 127 && (0..<28).contains(place)
                        && other[row * 28 + place] > 127
                }
            }
        }
        let shift = (0...28).reversed().first(where: meets) ?? 28
        let (width, height) = (64 * scale, 36 * scale)
        var pixels = [UInt8](repeating: 210, count: width * height)
        for (image, start) in [(one, 4), (other, 4 + shift)] {
            for y in 0..<28 * scale {
                for x in 0..<28 * scale {
                    let place = (y + 4 * scale) * width + start * scale + x
                    let ink = Int(image[y / scale * 28 + x / scale])
                    pixels[place] = min(pixels[place], UInt8(210 - ink * 170 / 255))
                }
            }
        }
        return GreyImage(width: width, height: height, pixels: pixels)
    }

    @Test("a bad file does not keep the others from being classified")
    func badFile() throws {
        let temporary = try TemporaryFolder()
        let good = try temporary.write(Self.pgm(Self.page([1])), to: "two.pgm")
        let bad = try temporary.write(Array("P5 9 9 255\n".utf8), to: "bad.pgm")
        let blank = try temporary.write(
            Array("P5 9 9 255\n".utf8) + [UInt8](repeating: 255, count: 81), to: "blank.pgm")
        let missing = temporary.url("missing.png").path
        let result = try run("classify", bad, good, blank, missing, "--format", "json")
        #expect(result.status == 65)
        #expect(
            result.standardError == """
                mnist: error: \(bad): Netpbm is damaged at byte 11: expected 81 bytes of pixels, \
                found 0
                mnist: error: \(blank): no ink found: expected a digit, found a blank page
                mnist: error: \(missing): cannot be opened: no such file or directory

                """)
        #expect(try objects(result).map { $0["prediction"] as? Int } == [2])
        #expect(try run("classify", missing, bad).status == 66)
    }

    @Test("--save-prepared writes what the network sees, numbered when there may be more")
    func save() throws {
        let temporary = try TemporaryFolder()
        let file = try temporary.write(Self.pgm(Self.mnist(5)), to: "one.pgm")
        let row = try temporary.write(Self.pgm(Self.page([0, 1])), to: "row.pgm")
        let target = temporary.url("seen.png").path
        #expect(try run("classify", file, "--save-prepared", target).status == 0)
        #expect(try Picture(path: target).luma == Self.mnist(5))
        #expect(try run("classify", row, "--each", "--save-prepared", target).status == 0)
        let again = try run("classify", file, "--save-prepared", target)
        #expect(again.status == 73 && again.standardError.contains("--force replaces it"))
        #expect(try run("classify", file, "--save-prepared", target, "--force").status == 0)
        for number in 1...2 {
            let luma = try Picture(path: temporary.url("seen-\(number).png").path).luma
            #expect((luma.width, luma.height) == (28, 28))
        }
        let nowhere = temporary.url("missing/seen.png").path
        let result = try run("classify", file, "--save-prepared", nowhere)
        #expect(result.status == 73)
        #expect(result.standardOutput == "")
    }

    @Test("--save-prepared takes images of a data set, and writes PNG only")
    func saveImages() throws {
        let temporary = try TemporaryFolder()
        let target = temporary.url("seen.png").path
        let arguments = ["classify", "--index", "5", "0", "--save-prepared", target]
        #expect(try run(arguments).status == 0)
        #expect(try Picture(path: temporary.url("seen-1.png").path).luma == Self.mnist(5))
        #expect(try Picture(path: temporary.url("seen-2.png").path).luma == Self.mnist(0))
        let again = try run(arguments)
        #expect(again.status == 73 && again.standardOutput == "")
        let other = try run("classify", "--save-prepared", "seen.jpg")
        #expect(other.status == 64)
        #expect(
            other.standardError.hasPrefix(
                "mnist: error: --save-prepared writes PNG; expected a name that ends in .png, found "
                    + "seen.jpg\n"))
    }

    @Test("--show draws the image and a bar for each class")
    func show() throws {
        let temporary = try TemporaryFolder()
        let file = try temporary.write(Self.pgm(Self.mnist(5)), to: "one.pgm")
        let shown = try run("classify", file, "--show").standardOutput
        let original = try run("classify", "--index", "5", "--show").standardOutput
        // The same picture and bars, with another title.
        #expect(
            shown.split(separator: "\n").dropFirst().map { $0.prefix(30) }
                == original.split(separator: "\n").dropFirst().map { $0.prefix(30) })
        #expect(shown.contains("one.pgm: 1"))
    }

    @Test("decisions can be overridden: polarity, place, and all of them")
    func overrides() throws {
        let temporary = try TemporaryFolder()
        let image = Self.mnist(0)
        let inverted = GreyImage(width: 28, height: 28, pixels: image.pixels.map { 255 - $0 })
        let file = try temporary.write(Self.pgm(inverted), to: "inverted.pgm")
        let target = temporary.url("seen.png").path
        func seen(_ options: String...) throws -> GreyImage {
            let result = try run(
                ["classify", file, "--save-prepared", target, "--force"] + options)
            #expect(result.status == 0)
            return try Picture(path: target).luma
        }
        #expect(try seen() == image)
        #expect(try seen("--as-is") == inverted)
        #expect(try seen("--as-is", "--polarity", "dark-on-light") == image)
        #expect(try seen("--polarity", "dark-on-light") == image)
        #expect(try seen("--no-center") == image)
        // Clothing is not prepared as digits are.
        #expect(try seen("--model", "fashion-mlp") == inverted)
    }

    @Test(
        "options that do not go together are refused",
        arguments: [
            (["--each"], "--each needs a picture"),
            (["a.png", "--index", "1"], "pictures and --index exclude each other"),
            (["a.png", "--dataset", "mnist"], "pictures and --dataset exclude each other"),
            (["-", "-"], "standard input, -, can be read once only"),
            (["a.png", "--as-is", "--no-center"], "--as-is and --no-center exclude each other"),
            ([""], "classify: expected the name of a file, found an empty one"),
        ])
    func usage(arguments: [String], sentence: String) throws {
        let result = try run(["classify"] + arguments)
        #expect(result.status == 64)
        #expect(result.errorLines.first == "mnist: error: \(sentence)")
    }

    @Test("standard input is read; nothing on it is an empty picture")
    func standardInput() throws {
        expect(
            try run("classify", "-"), refuses: "standard input",
            "is empty: expected a picture, found 0 bytes")
    }

    @Test("the limit on pixels is named, and can be raised")
    func limit() throws {
        let temporary = try TemporaryFolder()
        let file = try temporary.write(Self.pgm(Self.mnist(0)), to: "seven.pgm")
        expect(
            try run("classify", file, "--max-pixels", "783"), refuses: file,
            "picture is too large: expected at most 783 pixels (--max-pixels), found 28 x 28")
        #expect(try run("classify", file, "--max-pixels", "784").status == 0)
    }

    @Test("inspect says what a picture is, and where digits are in it")
    func inspect() throws {
        let temporary = try TemporaryFolder()
        let file = try temporary.write(Self.pgm(Self.page([0, 1])), to: "row.pgm")
        let result = try run("inspect", file)
        #expect(result.status == 0)
        #expect(result.standardOutput.contains("Netpbm picture, 33,5"))
        #expect(result.standardOutput.contains("grey, 8 bits per sample"))
        #expect(result.standardOutput.contains("2 digits at "))
        let json = try #require(
            try run("inspect", file, "--format", "json").json as? [[String: Any]])
        #expect(json[0]["format"] as? String == "netpbm")
        #expect((json[0]["boxes"] as? [Any])?.count == 2)
    }
}
