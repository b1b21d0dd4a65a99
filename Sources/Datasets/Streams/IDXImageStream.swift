internal import IDX

/// The images of an IDX file of any element type.
final class IDXImageStream: ImageStream {
    let source: String
    let count: Int
    let dimensions: [Int]
    private let items: IDXReader
    private let conversion: PixelConversion

    init(_ items: IDXReader, options: DataOptions) {
        self.items = items
        source = items.source
        count = items.header.itemCount
        dimensions = Array(items.header.dimensions.dropFirst())
        conversion = PixelConversion(options.pixelRange)
    }

    func read(into pixels: inout MutableSpan<UInt8>) throws -> Int {
        // Safety: every bit pattern of a byte is a pixel.
        var bytes = unsafe pixels.mutableBytes
        guard items.header.elementType == .uint8 else { return try readConverting(into: &bytes) }
        let first = items.itemsRead
        let images = try items.readItems(into: &bytes)
        if !conversion.isIdentity {
            let size = items.header.elementsPerItem
            for index in 0..<images * size {
                pixels[index] = try conversion.pixel(
                    Double(pixels[index]), at: first + index / size, index % size, of: source)
            }
        }
        return images
    }

    private func readConverting(into pixels: inout MutableRawSpan) throws -> Int {
        let first = items.itemsRead
        let size = items.header.elementsPerItem
        var raw = [UInt8](
            repeating: 0, count: items.byteCount(ofItems: pixels.byteCount / max(size, 1)))
        var span = raw.mutableSpan
        // Safety: every bit pattern of a byte is part of some number.
        var buffer = unsafe span.mutableBytes
        // The buffer holds exactly what is read, so nothing of it is left over.
        let images = try items.readItems(into: &buffer)
        for (index, value) in items.header.elementType.doubles(buffer.bytes).enumerated() {
            let pixel = try conversion.pixel(
                value, at: first + index / size, index % size, of: source)
            pixels.storeBytes(of: pixel, toByteOffset: index, as: UInt8.self)
        }
        return images
    }

    func skip(_ count: Int) throws { try items.skipItems(count) }

    func finish() throws { try items.finish() }

    var notes: [String] { items.notes.map { "\(source): \($0)" } }

    var content: StoredContent? {
        guard items.header.elementType == .uint8, conversion.isIdentity else { return nil }
        return StoredContent(header: items.header.encodedBytes, storedSize: items.storedSize)
    }

    func takeStoredBytes() -> [UInt8] { items.takeStoredBytes() }
}
