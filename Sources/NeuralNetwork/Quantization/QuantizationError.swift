/// Why a network cannot be made one of integers.
public enum QuantizationError: Error, Hashable, Sendable {
    /// There are no images to calibrate with.
    case noImages
    /// The network has integers already.
    case isQuantized
    /// Something that has no form of integers.
    case unsupported(String)
    /// A value between layers, counted from 1, is infinite or NaN for an image.
    case nonFinite(step: Int)
    /// The layers that were made do not fit together.
    case network(NetworkError)
}

extension QuantizationError: CustomStringConvertible {
    /// The error in one sentence.
    public var description: String {
        switch self {
        case .noImages: "expected images to calibrate with, found none"
        case .isQuantized: "expected a network of real numbers, found one of eight bits"
        case .unsupported(let what):
            "expected dense layers, convolutions, poolings and sums of two values, found \(what)"
        case .nonFinite(let step):
            "expected finite values while calibrating, found an infinite one or NaN after step "
                + "\(step)"
        case .network(let error): error.description
        }
    }
}
