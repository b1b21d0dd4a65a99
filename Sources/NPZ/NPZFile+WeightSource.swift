internal import Synchronization
public import WeightSources

extension NPZFile: WeightSource {
    /// The arrays, described as those of every weight source.
    public var weights: [WeightTensor] { arrays.map(WeightTensor.init) }

    /// The array with this name, which is compared byte by byte.
    public func weight(named name: String) -> WeightTensor? { self[name].map(WeightTensor.init) }

    /// Reads elements: row-major and little-endian.
    ///
    /// All of an array is read and checked, also where a part is asked for; it is then kept until
    /// another array is read.
    ///
    /// - Throws: ``NPZError``.
    /// - Precondition: `elements` lies within the array.
    public func bytes(of tensor: WeightTensor, elements: Range<Int>) throws(NPZError) -> [UInt8] {
        let (index, array) = try find(tensor)
        precondition(
            elements.lowerBound >= 0 && elements.upperBound <= array.elementCount,
            "elements \(elements) of an array that has \(array.elementCount)")
        if elements.count == array.elementCount { return try bytes(of: array) }
        let size = array.type.byteCount
        let part = elements.lowerBound * size..<elements.upperBound * size
        let kept = lastUsed.withLock { last in
            last.flatMap { $0.index == index ? Array($0.bytes[part]) : nil }
        }
        if let kept { return kept }
        let bytes = try bytes(of: array)
        lastUsed.withLock { $0 = (index, bytes) }
        return Array(bytes[part])
    }

    /// Reads elements as numbers; whole numbers become the nearest Double and then Float.
    ///
    /// - Throws: ``NPZError``, and `WeightTypeError` for truth values, complex numbers and text.
    /// - Precondition: `elements` lies within the array.
    public func floats(of tensor: WeightTensor, elements: Range<Int>) throws -> [Float] {
        let (_, array) = try find(tensor)
        guard array.type.isNumber else {
            throw WeightTypeError(file: source, tensor: tensor.name, type: tensor.type)
        }
        let bytes = try bytes(of: tensor, elements: elements)
        var floats: [Float] = []
        floats.reserveCapacity(elements.count)
        if tensor.type.holdsFloats {
            tensor.type.append(bytes, to: &floats)
        } else {
            // Safety: bytes have no padding.
            let numbers = array.type.littleEndian.doubles(unsafe bytes.span.bytes)
            floats.append(contentsOf: numbers.lazy.map { Float($0) })
        }
        return floats
    }

    private func find(_ tensor: WeightTensor) throws(NPZError) -> (Int, NPYArray) {
        guard let index = index(of: tensor.name), arrays[index].shape == tensor.shape else {
            throw .missingArray(file: source, array: tensor.name)
        }
        return (index, arrays[index])
    }
}

extension WeightTensor {
    /// What a NumPy file says of an array.
    fileprivate init(_ array: NPYArray) {
        self.init(name: array.name, type: array.type.weightType, shape: array.shape)
    }
}
