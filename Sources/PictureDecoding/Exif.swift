/// The one fact needed of a picture's Exif data, read as strictly as it can be ignored.
///
/// Exif is a TIFF structure: a header of 8 bytes, then a directory of 12-byte entries. Whatever in
/// it does not hold makes the orientation unknown, never the picture unreadable.
enum Exif {
    private static let orientationTag = 0x0112
    private static let shortType = 3

    /// Reads the orientation off a TIFF structure.
    static func orientation(tiff bytes: ArraySlice<UInt8>) -> Orientation {
        var reader = ByteReader(Array(bytes))
        if bytes.starts(with: [0x49, 0x49, 0x2A, 0]) {
            reader.isLittleEndian = true
        } else if !bytes.starts(with: [0x4D, 0x4D, 0, 0x2A]) {
            return .upright
        }
        guard let directory = reader.u32(at: 4), let count = reader.u16(at: directory) else {
            return .upright
        }
        for entry in 0..<count {
            let offset = directory + 2 + 12 * entry
            guard let tag = reader.u16(at: offset) else { return .upright }
            guard tag == orientationTag else { continue }
            guard reader.u16(at: offset + 2) == shortType, reader.u32(at: offset + 4) == 1,
                let value = reader.u16(at: offset + 8)
            else { return .upright }
            return Orientation(rawValue: value) ?? .upright
        }
        return .upright
    }
}

/// Numbers in a byte array; `nil` where it ends before they do.
struct ByteReader {
    let bytes: [UInt8]
    var isLittleEndian: Bool

    init(_ bytes: [UInt8], littleEndian: Bool = false) {
        self.bytes = bytes
        isLittleEndian = littleEndian
    }

    func u8(at offset: Int) -> Int? { number(at: offset, size: 1) }
    func u16(at offset: Int) -> Int? { number(at: offset, size: 2) }
    func u32(at offset: Int) -> Int? { number(at: offset, size: 4) }
    /// A number in two's complement.
    func i32(at offset: Int) -> Int? { u32(at: offset).map { $0 < 1 << 31 ? $0 : $0 - 1 << 32 } }

    private func number(at offset: Int, size: Int) -> Int? {
        guard offset >= 0, offset <= bytes.count - size else { return nil }
        let digits = bytes[offset..<offset + size]
        return isLittleEndian
            ? digits.reversed().reduce(0) { $0 << 8 | Int($1) }
            : digits.reduce(0) { $0 << 8 | Int($1) }
    }
}
