/// How far a float is from an exact result, in units in the last place of the exact result.
///
/// The unit is the spacing of floats at `exact`: 2^-149 among the subnormals, 2^104 at the top.
/// An infinite result counts as exact where rounding `exact` overflows, as infinitely wrong
/// elsewhere.
public func ulpDistance(_ value: Float, from exact: Double) -> Double {
    if Float(exact).isInfinite || !value.isFinite {
        return Float(exact) == value ? 0 : .infinity
    }
    let exponent = max(exact.exponent, Double.Exponent(Float.leastNormalMagnitude.exponent))
    return abs(Double(value) - exact) / Double(sign: .plus, exponent: exponent - 23, significand: 1)
}

/// Whether results agree with values printed to about eight digits.
///
/// Sixteen float roundings are allowed for, which also covers the last printed digit: enough for a
/// softmax of a few logits (inputs, differences of up to 4, two exponentials, a sum, a quotient).
public func agree(_ results: [Float], _ printed: [Double]) -> Bool {
    results.count == printed.count
        && zip(results, printed).allSatisfy { abs(Double($0) - $1) <= 16 * 0x1p-24 * abs($1) }
}

/// Floats of every size, both signs and zeros: every `stride`-th of all finite bit patterns.
public func allFloats(strideBy stride: UInt32) -> [Float] {
    Swift.stride(from: UInt32(0), through: .max, by: Int(stride))
        .map(Float.init(bitPattern:)).filter(\.isFinite)
}

/// The bit patterns of floats, for comparing results that may be NaN or -0.
public func bits(_ values: [Float]) -> [UInt32] {
    values.map(\.bitPattern)
}
