/// Conversions from and to the 16-bit formats, done on bit patterns: `Float16` does not exist on
/// every platform, and no platform has a type for BF16.
extension Float {
    /// The value of an IEEE 754 binary16, exactly.
    package init(float16Pattern pattern: UInt16) {
        let sign = UInt32(pattern & 0x8000) << 16
        let exponent = UInt32(pattern >> 10 & 0x1F)
        let mantissa = UInt32(pattern & 0x3FF)
        switch exponent {
        case 0:
            // Zeros and subnormals: a whole multiple of the smallest, 2^-24.
            let magnitude = Float(mantissa) * 0x1p-24
            self.init(bitPattern: sign | magnitude.bitPattern)
        case 31:
            self.init(bitPattern: sign | 0x7F80_0000 | mantissa << 13)
        default:
            self.init(bitPattern: sign | (exponent + 127 - 15) << 23 | mantissa << 13)
        }
    }

    /// The value of a BF16, exactly: it is the upper half of a Float.
    package init(bfloat16Pattern pattern: UInt16) {
        self.init(bitPattern: UInt32(pattern) << 16)
    }

    /// The nearest IEEE 754 binary16, ties to even; what is too large becomes infinite.
    package var float16Pattern: UInt16 {
        let sign = UInt16(bitPattern >> 16 & 0x8000)
        if isNaN { return sign | 0x7E00 }
        // Half a unit above the largest number, 65504: from here on the nearest is infinity.
        if magnitude >= 65520 { return sign | 0x7C00 }
        // Below 2^-14 numbers are multiples of 2^-24; the sum rounds to such a multiple, because
        // 2^-24 is the last place of a Float at one half. A carry into 2^-14 is right as well.
        if magnitude < 0x1p-14 {
            return sign | UInt16(truncatingIfNeeded: (magnitude + 0.5).bitPattern)
        }
        // Drop 13 bits of mantissa, after adding what rounds them; a carry raises the exponent.
        let rebiased = magnitude.bitPattern - (127 - 15) << 23
        return sign | UInt16(truncatingIfNeeded: roundedShift(rebiased, by: 13))
    }

    /// The nearest BF16, ties to even; what is too large becomes infinite.
    package var bfloat16Pattern: UInt16 {
        if isNaN { return UInt16(bitPattern >> 16) | 0x0040 }
        return UInt16(truncatingIfNeeded: roundedShift(bitPattern, by: 16))
    }
}

/// Shifts to the right and rounds to the nearest integer, ties to even.
private func roundedShift(_ value: UInt32, by count: UInt32) -> UInt32 {
    let lastKept = value >> count & 1
    let justBelowHalf: UInt32 = 1 << (count - 1) - 1
    return (value + justBelowHalf + lastKept) >> count
}
