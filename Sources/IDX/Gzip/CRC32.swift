internal import CZlib

/// The CRC-32 of gzip (RFC 1952, section 8), computed by zlib.
struct CRC32 {
    private(set) var value: UInt32 = 0

    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        // zlib takes an empty buffer without an address as a question for the initial value.
        guard let start = unsafe bytes.bindMemory(to: UInt8.self).baseAddress else { return }
        // Safety: zlib reads exactly the buffer's bytes.
        value = unsafe UInt32(truncatingIfNeeded: crc32_z(uLong(value), start, bytes.count))
    }

    mutating func update(_ byte: UInt8) {
        // Safety: the pointer to the one byte does not leave the closure.
        unsafe withUnsafeBytes(of: byte) { unsafe update($0) }
    }
}
