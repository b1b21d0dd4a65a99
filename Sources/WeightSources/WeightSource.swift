/// Named arrays of numbers, as a weight file of any format holds them.
///
/// A format of weight files is a module that implements this; it knows nothing of networks, and
/// whoever reads a network from a source knows nothing of formats. Weights in memory can be a
/// source as well:
///
///     struct Embedded: WeightSource {
///         let source = "embedded weights"
///         let weights = [WeightTensor(name: "W1", type: .f32, shape: [784, 10])]
///
///         func bytes(of tensor: WeightTensor, elements: Range<Int>) -> [UInt8] { … }
///     }
public protocol WeightSource: Sendable {
    /// What errors call the source: the path of a file, or a label.
    var source: String { get }

    /// The arrays, in the order in which they are stored. Each has a name of its own.
    var weights: [WeightTensor] { get }

    /// Free texts, under their keys; a model's manifest is the one under `manifest`.
    var metadata: [String: String] { get }

    /// The array with this name, which is compared byte by byte.
    func weight(named name: String) -> WeightTensor?

    /// Reads elements as they are stored.
    ///
    /// - Parameters:
    ///   - tensor: One of ``weights``.
    ///   - elements: Positions in row-major order, within 0..<`tensor.elementCount`.
    /// - Returns: The elements, little-endian. Those of ``WeightType/other(_:)`` are in a form that
    ///   only the format knows.
    /// - Throws: An error that names ``source``.
    func bytes(of tensor: WeightTensor, elements: Range<Int>) throws -> [UInt8]

    /// Reads elements as numbers.
    ///
    /// Values are not looked at: NaN and infinities come through as they are. F64 is rounded to the
    /// nearest Float, ties to even.
    ///
    /// - Parameters:
    ///   - tensor: One of ``weights``.
    ///   - elements: Positions in row-major order, within 0..<`tensor.elementCount`.
    /// - Throws: An error that names ``source``, also for a type that is not converted.
    func floats(of tensor: WeightTensor, elements: Range<Int>) throws -> [Float]
}

extension WeightSource {
    /// None.
    public var metadata: [String: String] { [:] }

    /// The array with this name, which all are searched for.
    public func weight(named name: String) -> WeightTensor? {
        weights.first { $0.name.utf8.elementsEqual(name.utf8) }
    }

    /// Reads all elements as numbers.
    public func floats(of tensor: WeightTensor) throws -> [Float] {
        try floats(of: tensor, elements: 0..<tensor.elementCount)
    }

    /// Converts what ``bytes(of:elements:)`` reads.
    ///
    /// - Throws: ``WeightTypeError`` for ``WeightType/other(_:)``, besides what reading throws.
    public func floats(of tensor: WeightTensor, elements: Range<Int>) throws -> [Float] {
        guard tensor.type.holdsFloats else {
            throw WeightTypeError(file: source, tensor: tensor.name, type: tensor.type)
        }
        var floats: [Float] = []
        floats.reserveCapacity(elements.count)
        // In pieces, so that a large array is not in memory twice.
        for start in stride(from: elements.lowerBound, to: elements.upperBound, by: 1 << 16) {
            let piece = start..<min(start + 1 << 16, elements.upperBound)
            tensor.type.append(try bytes(of: tensor, elements: piece), to: &floats)
        }
        return floats
    }
}
