import TestSupport

/// Small files built byte by byte.
enum NPYFixture {
    /// A file of version 1.0 with this header and these elements.
    static func file(_ header: String, _ elements: [UInt8], version: UInt8 = 1) -> [UInt8] {
        let text = Array(header.utf8) + [0x0A]
        return [0x93] + Array("NUMPY".utf8)
            + [version, 0, UInt8(text.count & 0xFF), UInt8(text.count >> 8)] + text + elements
    }

    /// An array of bytes.
    static func bytes(_ elements: [UInt8]) -> [UInt8] {
        file(
            "{'descr': '|u1', 'fortran_order': False, 'shape': (\(elements.count),), }", elements)
    }
}
