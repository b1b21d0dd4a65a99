internal import CSHA256

/// The SHA-256 of a stream of bytes (FIPS 180-4), by which published data sets are recognized.
package struct SHA256 {
    /// The code that does the work; both give the same digest.
    package enum Variant: CaseIterable {
        case portable, accelerated

        /// Whether this processor can run it.
        package var isSupported: Bool {
            self == .portable || csha256_is_accelerated()
        }
    }

    private static let blockSize = 64

    private let variant: Variant
    private var state: [UInt32] = [
        0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a,
        0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
    ]
    /// Bytes that do not fill a block yet.
    private var pending: [UInt8] = []
    private var byteCount: UInt64 = 0

    /// Starts a digest with the fastest variant of this processor, or with the one given.
    package init(variant: Variant? = nil) {
        let variant = variant ?? (csha256_is_accelerated() ? .accelerated : .portable)
        precondition(variant.isSupported, "this processor has no SHA instructions")
        self.variant = variant
        pending.reserveCapacity(2 * Self.blockSize)
    }

    /// Adds bytes to the stream.
    package mutating func update(_ bytes: RawSpan) {
        byteCount += UInt64(bytes.byteCount)
        var rest = bytes
        if !pending.isEmpty {
            let missing = min(Self.blockSize - pending.count, rest.byteCount)
            append(rest.extracting(first: missing))
            rest = rest.extracting(droppingFirst: missing)
            guard pending.count == Self.blockSize else { return }
            compressPending()
        }
        let whole = rest.byteCount / Self.blockSize * Self.blockSize
        compress(rest.extracting(first: whole))
        append(rest.extracting(droppingFirst: whole))
    }

    /// Ends the stream; its digest of 32 bytes.
    package consuming func finalize() -> [UInt8] {
        pending.append(0x80)
        while pending.count % Self.blockSize != Self.blockSize - 8 { pending.append(0) }
        let bitCount = byteCount << 3
        for shift in stride(from: 56, through: 0, by: -8) as StrideThrough<UInt64> {
            pending.append(UInt8(truncatingIfNeeded: bitCount >> shift))
        }
        compressPending()
        return state.flatMap { word in
            [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> $0) }
        }
    }

    /// Ends the stream; its digest as 64 lowercase hexadecimal digits.
    package consuming func hexadecimalDigest() -> String {
        let digits = Array("0123456789abcdef".utf8)
        let text = finalize().flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return String(decoding: text, as: UTF8.self)
    }

    private mutating func append(_ bytes: RawSpan) {
        // Safety: the pointer does not leave the closure.
        unsafe bytes.withUnsafeBytes { unsafe pending.append(contentsOf: $0) }
    }

    private mutating func compressPending() {
        var blocks: [UInt8] = []
        swap(&blocks, &pending)
        // Safety: bytes have no padding.
        compress(unsafe blocks.span.bytes)
        blocks.removeAll(keepingCapacity: true)
        swap(&blocks, &pending)
    }

    private mutating func compress(_ blocks: RawSpan) {
        let count = blocks.byteCount / Self.blockSize
        guard count > 0 else { return }
        // Safety: `state` has eight words, and `count` whole blocks lie within the span.
        unsafe blocks.withUnsafeBytes { bytes in
            let start = unsafe bytes.bindMemory(to: UInt8.self).baseAddress
            unsafe state.withUnsafeMutableBufferPointer { state in
                switch variant {
                case .portable: unsafe csha256_compress_portable(state.baseAddress, start, count)
                case .accelerated:
                    unsafe csha256_compress_accelerated(state.baseAddress, start, count)
                }
            }
        }
    }
}
