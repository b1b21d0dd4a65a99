package import IDX

/// Reads the images of an IDX file, some at a time, as u8 pixels.
///
/// A reader is used by one thread at a time.
public final class ImageReader {
    /// The size of every image.
    public let shape: ImageShape
    /// The number of images in the file.
    public let count: Int
    /// The path of the file.
    public let source: String

    /// The most values that an image may have, in all its channels: as many as a network takes.
    public static let largestImage = 1 << 24

    private let items: IDXReader

    /// Opens a file whose rank is 3, `[N, H, W]`, or 4, `[N, C, H, W]`.
    ///
    /// - Throws: `IDXError`, or ``DatasetError`` when the file holds no images.
    public convenience init(path: String) throws {
        try self.init(IDXReader(path: path))
    }

    /// Opens a file of which the compressed bytes may be wanted too; see `IDXReader`.
    package convenience init(
        path: String, recordsStoredBytes: (_ size: Int) -> Bool
    ) throws {
        try self.init(IDXReader(path: path, recordsStoredBytes: recordsStoredBytes))
    }

    package init(_ items: IDXReader) throws {
        let header = items.header
        guard (3...4).contains(header.rank) else {
            throw DatasetError.notImages(file: items.source, dimensions: header.dimensions)
        }
        guard !header.dimensions.contains(0) else {
            throw DatasetError.noImages(file: items.source, dimensions: header.dimensions)
        }
        guard header.elementsPerItem <= Self.largestImage else {
            throw DatasetError.imageTooLarge(file: items.source, dimensions: header.dimensions)
        }
        let extents = header.dimensions.suffix(2)
        shape = ImageShape(
            height: extents[header.rank - 2], width: extents[header.rank - 1],
            channels: header.rank == 4 ? header.dimensions[1] : 1)
        count = header.itemCount
        source = items.source
        self.items = items
    }

    /// Reads as many images as are left and fit.
    ///
    /// Types other than u8 are accepted when every element is a whole number in 0…255.
    ///
    /// - Parameter pixels: Receives shape `[n, C, H, W]`, row-major.
    /// - Returns: The number n of images read; 0 only at the end of a file that is sound.
    public func read(into pixels: inout MutableSpan<UInt8>) throws -> Int {
        // Safety: every bit pattern of a byte is a pixel.
        var bytes = unsafe pixels.mutableBytes
        return holdsPixels
            ? try items.readItems(into: &bytes) : try readConverting(into: &bytes)
    }

    /// Passes over `count` images.
    public func skip(_ count: Int) throws { try items.skipItems(count) }

    /// Reads what is left and checks the file to its end.
    public func finish() throws { try items.finish() }

    /// What was unusual about the file so far.
    public var notes: [String] { items.notes.map { "\(source): \($0)" } }

    /// The size of the file in bytes as it is stored.
    package var storedSize: Int { items.storedSize }

    /// The compressed bytes that were read since the last call, if they are recorded.
    package func takeStoredBytes() -> [UInt8] { items.takeStoredBytes() }

    /// Whether the file's elements are the pixels, byte for byte.
    package var holdsPixels: Bool { items.header.elementType == .uint8 }

    /// The header as it stands in the file; with the pixels after it, if the file holds these, it
    /// is the whole decompressed file.
    package var headerBytes: [UInt8] { items.header.encodedBytes }

    private func readConverting(into pixels: inout MutableRawSpan) throws -> Int {
        let type = items.header.elementType
        let first = items.itemsRead
        let capacity = pixels.byteCount / shape.count
        var raw = [UInt8](repeating: 0, count: items.byteCount(ofItems: capacity))
        var span = raw.mutableSpan
        var buffer = unsafe span.mutableBytes
        // The buffer holds exactly what is read, so nothing of it is left over.
        let images = try items.readItems(into: &buffer)
        let read = buffer.bytes
        for (index, value) in type.doubles(read).enumerated() {
            guard let pixel = UInt8(exactly: value) else {
                throw DatasetError.pixelOutOfRange(
                    file: source, image: first + index / shape.count,
                    element: index % shape.count, value: "\(value)")
            }
            pixels.storeBytes(of: pixel, toByteOffset: index, as: UInt8.self)
        }
        return images
    }
}
