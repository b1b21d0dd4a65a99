/// The run-length encodings of Windows bitmaps, of 8 or 4 bits per pixel.
///
/// Source: Microsoft, *Bitmap Compression* (BI_RLE8, BI_RLE4). Pixels that are passed over have the
/// first color of the palette.
enum BMPRuns {
    static func decode(
        _ bytes: [UInt8], _ header: BMPHeader, _ context: DecodingContext
    ) throws(PictureError) -> [UInt8] {
        var luma = [UInt8](
            repeating: header.palette.first ?? 0, count: header.width * header.height)
        var (column, row) = (0, 0)
        var offset = header.pixelOffset
        func colorIndex(_ byte: UInt8, _ position: Int) -> Int {
            if header.bitsPerPixel == 8 { return Int(byte) }
            return Int(position.isMultiple(of: 2) ? byte >> 4 : byte & 15)
        }
        func put(_ index: Int) throws(PictureError) {
            guard index < header.palette.count, column < header.width, row < header.height else {
                throw context.damaged(
                    offset,
                    "expected a color of \(header.palette.count) inside "
                        + "\(header.width) x \(header.height), found \(index) at \(column), \(row)")
            }
            let line = header.isTopDown ? row : header.height - 1 - row
            luma[line * header.width + column] = header.palette[index]
            column += 1
        }
        while true {
            guard offset + 1 < bytes.count else {
                throw context.damaged(
                    bytes.count, "expected the end of the runs, found the end of the file")
            }
            let (count, value) = (Int(bytes[offset]), bytes[offset + 1])
            switch (count, value) {
            case (0, 0):
                (column, row) = (0, row + 1)
            case (0, 1):
                try header.checkEnd(offset + 2, bytes, context)
                return luma
            case (0, 2):
                guard offset + 3 < bytes.count else { break }
                column += Int(bytes[offset + 2])
                row += Int(bytes[offset + 3])
                offset += 2
            case (0, _):
                let size = header.bitsPerPixel == 8 ? Int(value) : (Int(value) + 1) / 2
                guard offset + 2 + size <= bytes.count else { break }
                for position in 0..<Int(value) {
                    let place = offset + 2 + position * header.bitsPerPixel / 8
                    try put(colorIndex(bytes[place], position))
                }
                // A run of single pixels fills whole words of 16 bits.
                offset += (size + 1) / 2 * 2
            default:
                for position in 0..<count { try put(colorIndex(value, position)) }
            }
            offset += 2
        }
    }
}
