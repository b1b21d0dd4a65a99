/// How codes stand for real numbers: `x = (code - zeroPoint) · scale`.
public struct QuantizationParameters: Sendable, Hashable {
    /// The distance between the numbers of two codes; finite and above 0.
    public var scale: Float
    /// The code of 0.
    public var zeroPoint: UInt8

    /// Creates a quantization.
    public init(scale: Float, zeroPoint: UInt8 = 0) {
        self.scale = scale
        self.zeroPoint = zeroPoint
    }

    /// The smallest scale that covers a range of numbers and 0.
    public init(covering range: ClosedRange<Double>) {
        let (low, high) = (Swift.min(0, range.lowerBound), Swift.max(0, range.upperBound))
        let scale = high > low ? (high - low) / 255 : 1
        self.init(
            scale: Float(scale),
            zeroPoint: UInt8(Swift.min(Swift.max((-low / scale).rounded(), 0), 255)))
    }

    /// Whether the scale is one, and its reciprocal within the range of `Float`.
    public var isValid: Bool { scale > 0 && scale.isFinite && (1 / scale).isFinite }

    /// The number of a code.
    public func callAsFunction(_ code: UInt8) -> Float {
        Float(Int32(code) - Int32(zeroPoint)) * scale
    }

    /// The code of a number: `fma(x, 1 / scale, zeroPoint)` clamped to 0...255 and rounded to the
    /// nearest integer, ties to even.
    public func code(_ x: Float) -> UInt8 {
        let t = Float(zeroPoint).addingProduct(x, 1 / scale)
        return t > 0 ? UInt8(min(t, 255).rounded(.toNearestOrEven)) : 0
    }
}

extension QuantizationParameters: CustomStringConvertible {
    /// `scale 0.0039, zero point 0`.
    public var description: String { "scale \(scale), zero point \(zeroPoint)" }
}
