internal import CZlib

/// The CRC-32 of gzip (RFC 1952, section 8), computed by zlib.
struct CRC32 {
    private(set) var value: UInt32 = 0

    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        var rest = unsafe bytes
        while let start = unsafe rest.bindMemory(to: UInt8.self).baseAddress, unsafe !rest.isEmpty {
            let count = min(rest.count, Int(Int32.max))
            // Safety: zlib reads `count` bytes, all inside the buffer.
            value = unsafe UInt32(truncatingIfNeeded: crc32(uLong(value), start, uInt(count)))
            unsafe rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }

    mutating func update(_ byte: UInt8) {
        // Safety: the pointer to the one byte does not leave the closure.
        unsafe withUnsafeBytes(of: byte) { unsafe update($0) }
    }
}
