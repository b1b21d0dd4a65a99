internal import FileIO

/// Takes a Netpbm file apart from front to back.
struct NetpbmScanner {
    private let bytes: [UInt8]
    private let context: DecodingContext
    private var offset = 2

    init(_ bytes: [UInt8], _ context: DecodingContext) {
        self.bytes = bytes
        self.context = context
    }

    /// A decimal number, after white space and comments.
    ///
    /// The name is made only for an error, since a text has a number for each sample.
    mutating func number(
        _ name: @autoclosure () -> String, in range: ClosedRange<Int>
    ) throws(PictureError) -> Int {
        skipSpace()
        let start = offset
        var value = 0
        while offset < bytes.count, case let digit = bytes[offset] &- 0x30, digit < 10 {
            value = min(value &* 10 &+ Int(digit), Int(clamping: UInt32.max))
            offset += 1
        }
        guard offset > start, range.contains(value) else {
            throw context.damaged(
                start,
                "expected \(name()) of \(range.lowerBound) to \(range.upperBound), found "
                    + (offset > start ? "\(value)" : found(at: start)))
        }
        return value
    }

    /// Digits 0 (white) and 1 (black), with or without space between them.
    mutating func textBits(_ count: Int) throws(PictureError) -> [UInt8] {
        try checkSize(count)
        var samples = [UInt8](repeating: 255, count: count)
        for index in 0..<count {
            skipSpace()
            guard offset < bytes.count, bytes[offset] == 0x30 || bytes[offset] == 0x31 else {
                throw context.damaged(
                    offset,
                    "expected pixel \(index) of \(count), 0 or 1, found \(found(at: offset))"
                )
            }
            if bytes[offset] == 0x31 { samples[index] = 0 }
            offset += 1
        }
        try finish()
        return samples
    }

    /// Rows of bits, the highest first, each row from a new byte; 1 is black.
    mutating func bits(width: Int, height: Int) throws(PictureError) -> [UInt8] {
        let stride = (width + 7) / 8
        try startBinary(stride * height)
        try finishBinary(at: offset + stride * height)
        var samples = [UInt8](repeating: 255, count: width * height)
        for row in 0..<height {
            for column in 0..<width
            where bytes[offset + row * stride + column / 8] >> (7 - UInt8(column % 8)) & 1 == 1 {
                samples[row * width + column] = 0
            }
        }
        return samples
    }

    /// The luma of grey samples or of colors: decimal numbers, or one byte each, or two, the higher
    /// first; scaled to 0…255.
    mutating func luma(
        width: Int, height: Int, channels: Int, maximum: Int, isText: Bool,
        colors: inout ColorReduction
    ) throws(PictureError) -> [UInt8] {
        let pixels = width * height
        let count = pixels * channels
        let size = maximum > 255 ? 2 : 1
        try isText ? checkSize(count) : startBinary(count * size)
        if !isText { try finishBinary(at: offset + count * size) }
        func scaled(_ value: Int) -> UInt8 { UInt8((value * 255 + maximum / 2) / maximum) }
        // A table costs less than divisions where there are more samples than values.
        let table = count > maximum ? (0...maximum).map(scaled) : []
        var luma = [UInt8](repeating: 0, count: pixels)
        // No more than the samples of one pixel are kept, so that colors take no memory.
        var (x, y) = (0, 0)
        for pixel in 0..<pixels {
            var color: (UInt8, UInt8, UInt8) = (0, 0, 0)
            for channel in 0..<channels {
                let value =
                    isText
                    ? try number(
                        "sample \(pixel * channels + channel) of \(count)", in: 0...maximum)
                    : try binaryNumber(size, maximum: maximum)
                color = (color.1, color.2, table.isEmpty ? scaled(value) : table[value])
            }
            luma[pixel] =
                channels == 1 ? color.2 : PictureDecoding.luma(color.0, color.1, color.2)
            if channels == 3 { colors.add(color.0, color.1, color.2, x: x, y: y) }
            x += 1
            if x == width { (x, y) = (0, y + 1) }
        }
        if isText { try finish() }
        return luma
    }

    private mutating func binaryNumber(_ size: Int, maximum: Int) throws(PictureError) -> Int {
        let value =
            size == 1 ? Int(bytes[offset]) : Int(bytes[offset]) << 8 | Int(bytes[offset + 1])
        guard value <= maximum else {
            throw context.damaged(offset, "expected at most \(maximum), found \(value)")
        }
        offset += size
        return value
    }

    /// Passes over the one space before binary samples, and refuses a file that is too short.
    private mutating func startBinary(_ size: Int) throws(PictureError) {
        guard offset < bytes.count, Netpbm.isSpace(bytes[offset]) else {
            throw context.damaged(offset, "expected a white space, found \(found(at: offset))")
        }
        offset += 1
        guard bytes.count - offset >= size else {
            throw context.damaged(
                bytes.count, "expected \(size) bytes of pixels, found \(bytes.count - offset)")
        }
    }

    /// Every sample takes a byte of text at least, so memory follows the bytes that are there.
    private func checkSize(_ count: Int) throws(PictureError) {
        guard bytes.count - offset >= count else {
            throw context.damaged(
                bytes.count, "expected \(count) samples, found \(bytes.count - offset) bytes")
        }
    }

    /// Refuses what stands after the pixels; line breaks and comments may.
    private mutating func finish() throws(PictureError) {
        let end = offset
        skipSpace()
        try checkEnd(end, isEnd: offset == bytes.count)
    }

    /// Refuses what stands after binary pixels; line breaks may.
    private func finishBinary(at end: Int) throws(PictureError) {
        try checkEnd(end, isEnd: bytes[end...].allSatisfy(Netpbm.isSpace))
    }

    private func checkEnd(_ end: Int, isEnd: Bool) throws(PictureError) {
        guard isEnd else {
            throw context.damaged(
                end, "expected the end of the file, found \(bytes.count - end) bytes more")
        }
    }

    private mutating func skipSpace() {
        while offset < bytes.count {
            let byte = bytes[offset]
            if byte > UInt8(ascii: "#") { return }  // As digits are, most often.
            if byte == UInt8(ascii: "#") {
                while offset < bytes.count, bytes[offset] != 0x0A { offset += 1 }
            } else if Netpbm.isSpace(byte) {
                offset += 1
            } else {
                return
            }
        }
    }

    private func found(at offset: Int) -> String {
        offset < bytes.count ? hexadecimal(bytes[offset..<offset + 1]) : "the end of the file"
    }
}
