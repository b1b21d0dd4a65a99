internal import CCRC32
internal import CZlib

/// The CRC-32 of gzip (RFC 1952, section 8) and of PNG.
///
/// Where the processor multiplies polynomials that does most of the work, in a ninth of zlib's
/// instructions: inflating is the longest chain of an evaluation, and this is part of it.
package struct CRC32 {
    private static let isAccelerated = ccrc32_is_accelerated()

    package private(set) var value: UInt32 = 0

    package init() {}

    package mutating func update(_ bytes: RawSpan) {
        // Safety: the pointer does not leave the closure.
        unsafe bytes.withUnsafeBytes { unsafe update($0) }
    }

    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        var rest = unsafe bytes
        if Self.isAccelerated, bytes.count >= CCRC32_LEAST {
            let count = bytes.count / Int(CCRC32_STEP) * Int(CCRC32_STEP)
            let start = unsafe bytes.bindMemory(to: UInt8.self).baseAddress
            // Safety: `count` bytes of the buffer are read, as many as the function asks for.
            value = unsafe ccrc32_update_accelerated(value, start, count)
            unsafe rest = UnsafeRawBufferPointer(rebasing: bytes[count...])
        }
        // zlib takes an empty buffer without an address as a question for the initial value.
        guard let start = unsafe rest.bindMemory(to: UInt8.self).baseAddress else { return }
        // Safety: zlib reads exactly the buffer's bytes.
        value = unsafe UInt32(truncatingIfNeeded: crc32_z(uLong(value), start, rest.count))
    }

    package mutating func update(_ byte: UInt8) {
        // Safety: the pointer to the one byte does not leave the closure.
        unsafe withUnsafeBytes(of: byte) { unsafe update($0) }
    }
}
