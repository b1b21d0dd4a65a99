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
    mutating func number(_ name: String, in range: ClosedRange<Int>) throws(PictureError) -> Int {
        skipSpace()
        let start = offset
        var value = 0
        while offset < bytes.count, (0x30...0x39).contains(bytes[offset]) {
            value = min(value * 10 + Int(bytes[offset] - 0x30), Int(UInt32.max))
            offset += 1
        }
        guard offset > start, range.contains(value) else {
            throw context.damaged(
                start,
                "expected \(name) of \(range.lowerBound) to \(range.upperBound), found "
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

    /// Decimal samples, scaled to 0…255.
    mutating func textSamples(_ count: Int, maximum: Int) throws(PictureError) -> [UInt8] {
        try checkSize(count)
        var samples = [UInt8](repeating: 0, count: count)
        for index in 0..<count {
            samples[index] = scaled(
                try number("sample \(index) of \(count)", in: 0...maximum), maximum)
        }
        try finish()
        return samples
    }

    /// Rows of bits, the highest first, each row from a new byte; 1 is black.
    mutating func bits(width: Int, height: Int) throws(PictureError) -> [UInt8] {
        let stride = (width + 7) / 8
        try startBinary(stride * height)
        var samples = [UInt8](repeating: 255, count: width * height)
        for row in 0..<height {
            for column in 0..<width
            where bytes[offset + row * stride + column / 8] >> (7 - UInt8(column % 8)) & 1 == 1 {
                samples[row * width + column] = 0
            }
        }
        offset += stride * height
        try finish()
        return samples
    }

    /// Binary samples of one byte, or of two, the higher first, scaled to 0…255.
    mutating func samples(_ count: Int, maximum: Int) throws(PictureError) -> [UInt8] {
        let size = maximum > 255 ? 2 : 1
        try startBinary(count * size)
        let start = offset
        offset += count * size
        try finish()
        if maximum == 255 { return Array(bytes[start..<start + count]) }
        var samples = [UInt8](repeating: 0, count: count)
        for index in 0..<count {
            let place = start + index * size
            let value =
                size == 1 ? Int(bytes[place]) : Int(bytes[place]) << 8 | Int(bytes[place + 1])
            guard value <= maximum else {
                throw context.damaged(place, "expected at most \(maximum), found \(value)")
            }
            samples[index] = scaled(value, maximum)
        }
        return samples
    }

    private func scaled(_ value: Int, _ maximum: Int) -> UInt8 {
        UInt8((value * 255 + maximum / 2) / maximum)
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

    /// Refuses what stands after the pixels; line breaks may.
    private mutating func finish() throws(PictureError) {
        let end = offset
        skipSpace()
        guard offset == bytes.count else {
            throw context.damaged(
                end, "expected the end of the file, found \(bytes.count - end) bytes more")
        }
    }

    private mutating func skipSpace() {
        while offset < bytes.count {
            if bytes[offset] == UInt8(ascii: "#") {
                while offset < bytes.count, bytes[offset] != 0x0A { offset += 1 }
            } else if Netpbm.isSpace(bytes[offset]) {
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
