extension [Float] {
    /// Whether no value is infinite or NaN.
    package var allFinite: Bool { span.allFinite }
}

extension Span<Float> {
    /// Whether no value is infinite or NaN.
    ///
    /// All values are looked at, in any case: without a way out of the loop several fit in a vector.
    package var allFinite: Bool {
        let exponent: UInt32 = 0x7f80_0000
        var bits: UInt32 = 0
        for index in indices {
            // One more than the largest exponent runs over into the sign.
            bits |= (self[index].bitPattern & exponent) &+ 0x0080_0000
        }
        return bits >> 31 == 0
    }
}
