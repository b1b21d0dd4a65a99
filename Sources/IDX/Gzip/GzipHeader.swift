internal import Checksums

/// The header of a gzip member (RFC 1952, section 2.3).
///
/// Nothing in it matters to the content, so it is checked and passed over in constant memory,
/// however long its extra field, name and comment are.
enum GzipHeader {
    static let magic: [UInt8] = [0x1F, 0x8B]
    private static let deflate: UInt8 = 8

    private enum Flag {
        static let headerChecksum: UInt8 = 0x02
        static let extraField: UInt8 = 0x04
        static let name: UInt8 = 0x08
        static let comment: UInt8 = 0x10
        static let reserved: UInt8 = 0xE0
    }

    /// Passes over the rest of a header whose two magic bytes are read already.
    static func skip(_ input: InputBuffer, member: Int) throws(IDXError) {
        var scanner = Scanner(input: input, member: member)
        for byte in magic { scanner.checksum.update(byte) }

        let method = try scanner.next()
        guard method == deflate else {
            throw scanner.failure(
                .unsupportedMethod(
                    member: member, byte: scanner.input.position - 1, found: method))
        }
        let flags = try scanner.next()
        guard flags & Flag.reserved == 0 else {
            throw scanner.failure(
                .reservedFlags(member: member, byte: scanner.input.position - 1, found: flags))
        }
        try scanner.skip(6)  // Time of modification, extra flags, operating system.
        if flags & Flag.extraField != 0 { try scanner.skip(Int(scanner.nextUInt16())) }
        if flags & Flag.name != 0 { try scanner.skipThroughZero() }
        if flags & Flag.comment != 0 { try scanner.skipThroughZero() }
        if flags & Flag.headerChecksum != 0 { try scanner.verifyChecksum() }
    }
}

/// Reads header fields and keeps the checksum of all it has passed.
private struct Scanner {
    let input: InputBuffer
    let member: Int
    var checksum = CRC32()

    func failure(_ error: GzipError) -> IDXError { input.failure(error) }

    mutating func next() throws(IDXError) -> UInt8 {
        guard let byte = try input.next() else {
            throw failure(.headerCut(member: member, byte: input.position))
        }
        checksum.update(byte)
        return byte
    }

    mutating func nextUInt16() throws(IDXError) -> UInt16 {
        let low = try next()
        return UInt16(try next()) << 8 | UInt16(low)
    }

    mutating func skip(_ count: Int) throws(IDXError) {
        for _ in 0..<count { _ = try next() }
    }

    /// A name may be millions of bytes long, so this one goes chunk by chunk.
    mutating func skipThroughZero() throws(IDXError) {
        var found = false
        while !found {
            guard try input.fill() else {
                throw failure(.headerCut(member: member, byte: input.position))
            }
            // Safety: the pointer does not leave the closure.
            unsafe input.consume { bytes in
                let zero = unsafe bytes.firstIndex(of: 0)
                found = zero != nil
                let count = zero.map { $0 + 1 } ?? bytes.count
                unsafe checksum.update(UnsafeRawBufferPointer(rebasing: bytes[..<count]))
                return count
            }
        }
    }

    mutating func verifyChecksum() throws(IDXError) {
        let byte = input.position
        let computed = UInt16(truncatingIfNeeded: checksum.value)
        let expected = try nextUInt16()
        guard expected == computed else {
            throw failure(
                .headerChecksumMismatch(
                    member: member, byte: byte, expected: expected, computed: computed))
        }
    }
}
