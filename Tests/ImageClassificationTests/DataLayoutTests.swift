import ImageClassification
import TestSupport
import Testing

/// How images are brought into order, with pixels that were worked out by hand.
@Suite("Layouts of images")
struct DataLayoutTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// All pixels of a file, with the size that they are handed out as.
    private func read(
        _ bytes: [UInt8], _ change: (inout DataOptions) -> Void = { _ in }
    ) throws -> (shape: ImageShape, pixels: [UInt8], remarks: [String]) {
        var options = DataOptions()
        change(&options)
        let path = try folder.write(bytes, to: "images")
        let reader = try ImageReader(path: path, options: options)
        var pixels = [UInt8](repeating: 0, count: reader.count * reader.shape.count)
        var filled = 0
        while filled < reader.count {
            // One image at a time, then two, so that it does not matter how many are read at once.
            let size = reader.shape.count
            let wanted = min(reader.count - filled, 1 + filled % 2)
            var span = pixels.mutableSpan
            var rest = span._mutatingExtracting(filled * size..<(filled + wanted) * size)
            filled += try reader.read(into: &rest)
        }
        try reader.finish()
        return (reader.shape, pixels, reader.remarks.map(\.text))
    }

    /// Two images of two rows and three columns.
    private let wide = IDXFixture.uint8(
        dimensions: [2, 2, 3], [1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16])

    @Test("rows and columns are swapped, and so is the size")
    func transposed() throws {
        let (shape, pixels, _) = try read(wide) { $0.transposes = true }
        #expect(shape == ImageShape(height: 3, width: 2))
        #expect(pixels == [1, 4, 2, 5, 3, 6, 11, 14, 12, 15, 13, 16])
    }

    @Test("left and right are swapped, alone and after rows and columns")
    func mirrored() throws {
        #expect(
            try read(wide) { $0.mirrors = true }.pixels
                == [3, 2, 1, 6, 5, 4, 13, 12, 11, 16, 15, 14])
        #expect(
            try read(wide) { ($0.transposes, $0.mirrors) = (true, true) }.pixels
                == [4, 1, 5, 2, 6, 3, 14, 11, 15, 12, 16, 13])
    }

    @Test("dark on light becomes light on dark")
    func inverted() throws {
        #expect(
            try read(wide) { $0.inverts = true }.pixels.prefix(6)
                == [254, 253, 252, 251, 250, 249])
    }

    @Test("channels that stand last are told by the extents, or by what is said")
    func channelsLast() throws {
        // 5 × 2 pixels of three channels: red counts from 10, green from 100, blue from 200.
        let pixels = (0..<10).flatMap { [10 + UInt8($0), 100 + UInt8($0), 200 + UInt8($0)] }
        let planes = [10, 100, 200].flatMap { start in (0..<10).map { UInt8(start + $0) } }
        let (shape, found, remarks) = try read(
            IDXFixture.uint8(dimensions: [1, 5, 2, 3], pixels))
        #expect(shape == ImageShape(height: 5, width: 2, channels: 3))
        #expect(found == planes)
        #expect(remarks == ["the shape is taken for [N, H, W, C] with 3 as the channels"])
        // Said to stand first, the same numbers are five channels of 2 × 3 pixels.
        let first = try read(IDXFixture.uint8(dimensions: [1, 5, 2, 3], pixels)) {
            $0.channelOrder = .first
        }
        #expect(first.shape == ImageShape(height: 2, width: 3, channels: 5))
        #expect(first.pixels == pixels && first.remarks.isEmpty)
    }

    @Test("a single channel may stand at either end")
    func oneChannel() throws {
        let pixels = (0..<30).map { UInt8($0 + 2) }
        for dimensions in [[1, 1, 5, 6], [1, 5, 6, 1]] as [[UInt32]] {
            let found = try read(IDXFixture.uint8(dimensions: dimensions, pixels))
            #expect(found.shape == ImageShape(height: 5, width: 6))
            #expect(found.pixels == pixels)
        }
    }

    @Test("extents that leave it open where the channels stand are refused")
    func unclear() throws {
        let bytes = IDXFixture.uint8(
            dimensions: [1, 3, 4, 3], [UInt8](repeating: 9, count: 36))
        #expect(
            throws: DatasetError.channelsUnclear(
                file: folder.path("images"), dimensions: [1, 3, 4, 3])
        ) { try read(bytes) }
        #expect(try read(bytes) { $0.channelOrder = .last }.shape.height == 3)
        #expect(try read(bytes) { $0.channelOrder = .first }.shape.height == 4)
    }

    @Test("rows of numbers are square images, or of the size that is said")
    func rows() throws {
        let pixels = (0..<2 * 784).map { UInt8($0 % 251) }
        let file = IDXFixture.uint8(dimensions: [2, 784], pixels)
        #expect(try read(file).shape == ImageShape(height: 28, width: 28))
        let wide = try read(file) { $0.imageShape = ImageShape(height: 14, width: 56) }
        #expect(wide.shape == ImageShape(height: 14, width: 56) && wide.pixels == pixels)
        let odd = IDXFixture.uint8(dimensions: [1, 50], [UInt8](repeating: 7, count: 50))
        #expect(
            throws: DatasetError.noShape(file: folder.path("images"), dimensions: [1, 50])
        ) { try read(odd) }
    }
}

@Suite("Ranges of pixels")
struct PixelRangeTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test(
        "ranges are two numbers with dots or a slash between them",
        arguments: [
            ("0..1", 0.0, 1.0), ("-1..1", -1, 1), ("0/255", 0, 255), ("0..65535", 0, 65535),
            ("-0.5..0.5", -0.5, 0.5), (".5..1.5", 0.5, 1.5), ("0...5", 0, 0.5),
        ])
    func spelling(text: String, black: Double, white: Double) {
        #expect(PixelRange(text) == PixelRange(black: black, white: white))
        #expect(PixelRange(black: black, white: white) != nil)
    }

    @Test(
        "other texts are no ranges",
        arguments: ["", "1", "1..0", "0..0", "0..nan", "0..inf", "a..b", "0..1..2", "0x0..1", ".."])
    func noRange(text: String) { #expect(PixelRange(text) == nil) }

    /// The pixels of one image of float32 values in a range.
    private func pixels(_ values: [Float], _ range: PixelRange?) throws -> [UInt8] {
        let bytes = values.flatMap { value in
            [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value.bitPattern >> $0) }
        }
        let path = try folder.write(
            IDXFixture.header(type: 0x0D, dimensions: [1, 1, UInt32(values.count)]) + bytes,
            to: "images")
        var options = DataOptions()
        options.pixelRange = range
        let reader = try ImageReader(path: path, options: options)
        var pixels = [UInt8](repeating: 0, count: values.count)
        var span = pixels.mutableSpan
        #expect(try reader.read(into: &span) == 1)
        return pixels
    }

    @Test("every pixel comes back from the fractions that libraries make of it")
    func exact() throws {
        let all = (0...255).map { UInt8($0) }
        // Divided in single precision, rounded to half precision, and written with four decimals.
        #expect(try pixels(all.map { Float($0) / 255 }, PixelRange("0..1")) == all)
        #expect(
            try pixels(all.map { halfPrecision(Float($0) / 255) }, PixelRange("0..1")) == all)
        #expect(
            try pixels(all.map { (Float($0) / 255 * 1e4).rounded() / 1e4 }, PixelRange("0..1"))
                == all)
        #expect(try pixels(all.map { Float($0) / 127.5 - 1 }, PixelRange("-1..1")) == all)
        #expect(try pixels(all.map { Float($0) * 257 }, PixelRange("0..65535")) == all)
    }

    /// The value with the eleven binary digits of half precision, rounded to nearest.
    private func halfPrecision(_ value: Float) -> Float {
        Float(bitPattern: (value.bitPattern + 0x1000) & ~0x1FFF)
    }

    @Test("a value between two pixels is refused with what to do")
    func inexact() throws {
        let error = DatasetError.pixelNotInRange(
            file: folder.path("images"), image: 0, element: 1, value: "0.5",
            range: try #require(PixelRange("0..1")))
        // Half is 127.5 of 255.
        #expect(throws: error) { try pixels([0, 0.5], PixelRange("0..1")) }
        #expect("\(error)".contains("np.rint((x - 0.0) * 255 / 1.0).astype(np.uint8)"))
        for value in [-0.1, 1.1, .nan, .infinity] as [Float] {
            #expect(throws: DatasetError.self) { try pixels([value], PixelRange("0..1")) }
        }
        #expect {
            try pixels([0.5], nil)
        } throws: { "\($0)".contains("need pixelRange: 0..1") }
    }

    @Test("images of 0 and 1 are refused until it is said what 1 is")
    func binary() throws {
        let bytes = IDXFixture.uint8(
            dimensions: [2, 7, 7], (0..<98).map { $0 % 3 == 0 ? 1 : 0 })
        let path = try folder.write(bytes, to: "images")
        func first(_ range: PixelRange?) throws -> UInt8 {
            var options = DataOptions()
            options.pixelRange = range
            let reader = try ImageReader(path: path, options: options)
            var pixels = [UInt8](repeating: 9, count: 98)
            var span = pixels.mutableSpan
            #expect(try reader.read(into: &span) == 2)
            return pixels[0]
        }
        #expect(throws: DatasetError.onlyZeroAndOne(file: path, count: 2)) { try first(nil) }
        #expect(try first(PixelRange("0..1")) == 255)
        #expect(try first(.bytes) == 1)
    }

    @Test("blank images are no images of 0 and 1")
    func blank() throws {
        #expect(try pixels([Float](repeating: 0, count: 64), nil).allSatisfy { $0 == 0 })
    }
}
