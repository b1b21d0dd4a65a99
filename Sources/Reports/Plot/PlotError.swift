/// Why a network cannot be drawn as asked.
public enum PlotError: Error, Hashable, CustomStringConvertible {
    /// There are fewer layers.
    case noSuchLayer(Int, count: Int)
    /// The layer has no weights of its own.
    case noWeights(layer: Int, type: String)
    /// The layer has fewer units.
    case noSuchUnit(Int, layer: Int, count: Int)
    /// More units are asked for than one picture holds.
    case tooManyUnits(Int)
    /// The image is not of the network's size.
    case imageSize(expected: Int, found: Int)

    /// One sentence: what was expected and what was found.
    public var description: String {
        switch self {
        case .noSuchLayer(let layer, let count):
            "expected a layer from 1 to \(count), found \(layer)"
        case .noWeights(let layer, let type):
            "layer \(layer) is \(type), which has no weights; expected a dense layer or a convolution"
        case .noSuchUnit(let unit, let layer, let count):
            "layer \(layer) has \(count) units; expected one from 0 to \(count - 1), found \(unit)"
        case .tooManyUnits(let count):
            "expected at most \(NetworkPictures.limit) units, found \(count)"
        case .imageSize(let expected, let found):
            "expected \(expected) pixels, found \(found)"
        }
    }
}
