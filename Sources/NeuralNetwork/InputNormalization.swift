public import TensorCore

/// How a pixel becomes an input: `x = (pixel * scale - mean) / std`.
///
/// Pixels are bytes, 0...255. The arithmetic is `Double`, rounded once to `Float`.
public struct InputNormalization: Sendable, Hashable {
    /// The factor applied to the pixel, often 1/255.
    public let scale: Double
    /// What is subtracted after scaling.
    public let mean: Double
    /// What is divided by at the end; above 0.
    public let std: Double

    /// Creates a normalization.
    ///
    /// - Throws: ``NetworkError/nonFiniteNormalization(parameter:)``,
    ///   ``NetworkError/standardDeviationNotPositive(_:)``, or
    ///   ``NetworkError/normalizationOverflows`` if a pixel would leave the range of `Float`.
    public init(scale: Double, mean: Double, std: Double) throws(NetworkError) {
        for (name, value) in [("scale", scale), ("mean", mean), ("std", std)]
        where !value.isFinite {
            throw .nonFiniteNormalization(parameter: name)
        }
        guard std > 0 else { throw .standardDeviationNotPositive(std) }
        self.init(unchecked: scale, mean, std)
        // The map is monotone: what holds at both ends holds between them.
        guard self(0).isFinite && self(255).isFinite else { throw .normalizationOverflows }
    }

    private init(unchecked scale: Double, _ mean: Double, _ std: Double) {
        self.scale = scale
        self.mean = mean
        self.std = std
    }

    /// Pixels as they are, 0...255.
    public static let identity = InputNormalization(unchecked: 1, 0, 1)

    /// Pixels scaled to 0...1.
    public static let unitInterval = InputNormalization(unchecked: 1.0 / 255, 0, 1)

    /// Normalizes one pixel.
    public func callAsFunction(_ pixel: UInt8) -> Float {
        Float((Double(pixel) * scale - mean) / std)
    }

    /// Normalizes a batch of images.
    ///
    /// - Parameters:
    ///   - pixels: Shape `[N, K]`, row-major.
    ///   - count: The number of images, N.
    /// - Returns: Shape `[N, K]`.
    /// - Precondition: `pixels.count` is a multiple of `count`; no images have no pixels.
    public func callAsFunction(_ pixels: Span<UInt8>, count: Int) -> Matrix {
        precondition(
            count > 0 ? pixels.count.isMultiple(of: count) : pixels.isEmpty,
            "\(pixels.count) pixels are not \(count) images of one size")
        let table = (UInt8.min...UInt8.max).map { self($0) }
        var elements: [Float] = []
        elements.reserveCapacity(pixels.count)
        for index in pixels.indices {
            elements.append(table[Int(pixels[index])])
        }
        return Matrix(
            rows: count, columns: count > 0 ? pixels.count / count : 0, elements: elements)
    }

    /// Normalizes a batch of images held in an array.
    ///
    /// - Parameters:
    ///   - pixels: Shape `[N, K]`, row-major.
    ///   - count: The number of images, N.
    /// - Returns: Shape `[N, K]`.
    public func callAsFunction(_ pixels: [UInt8], count: Int) -> Matrix {
        self(pixels.span, count: count)
    }
}
