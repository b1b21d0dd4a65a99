/// Small IDX files, made without the library under test.
public enum IDXFixture {
    /// The header: two zero bytes, type code, rank, and the dimensions as big-endian `UInt32`.
    public static func header(type: UInt8 = 0x08, dimensions: [UInt32]) -> [UInt8] {
        [0, 0, type, UInt8(dimensions.count)]
            + dimensions.flatMap { dimension in
                [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: dimension >> $0) }
            }
    }

    /// A file of unsigned bytes.
    public static func uint8(dimensions: [UInt32], _ elements: [UInt8]) -> [UInt8] {
        header(dimensions: dimensions) + elements
    }

    /// `count` images of `height` × `width` pixels, each pixel its position in the file modulo 251.
    public static func images(count: Int, height: Int = 28, width: Int = 28) -> [UInt8] {
        uint8(
            dimensions: [UInt32(count), UInt32(height), UInt32(width)],
            (0..<count * height * width).map { UInt8($0 % 251) })
    }

    /// Labels as unsigned bytes.
    public static func labels(_ labels: [UInt8]) -> [UInt8] {
        uint8(dimensions: [UInt32(labels.count)], labels)
    }
}
