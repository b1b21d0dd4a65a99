internal import FileIO
public import WeightSources

extension GGUFFile: WeightSource {
    /// The tensors, described as those of every weight source.
    public var weights: [WeightTensor] { tensors.map(WeightTensor.init) }

    /// The tensor with this name, which is compared byte by byte.
    public func weight(named name: String) -> WeightTensor? { self[name].map(WeightTensor.init) }

    /// Reads elements as they are stored, row-major and little-endian.
    ///
    /// Of ``GGUFType/q8_0`` all blocks are read that hold some of the elements.
    ///
    /// - Throws: ``GGUFError``.
    /// - Precondition: `elements` lies within the tensor.
    public func bytes(of tensor: WeightTensor, elements: Range<Int>) throws(GGUFError) -> [UInt8] {
        let info = try find(tensor)
        precondition(
            elements.lowerBound >= 0 && elements.upperBound <= info.elementCount,
            "elements \(elements) of a tensor that has \(info.elementCount)")
        let (block, size) = (info.type.blockElements, info.type.blockBytes)
        let first = elements.lowerBound / block
        let end = (elements.upperBound + block - 1) / block
        let start = info.byteRange.lowerBound
        do throws(FileError) {
            return try content.bytes(in: start + first * size..<start + max(first, end) * size)
        } catch {
            throw .unreadable(file: source, reason: error.reason)
        }
    }

    /// Reads elements as numbers; those of ``GGUFType/q8_0`` as ggml computes them: the block's
    /// factor times the byte, rounded to the nearest Float.
    ///
    /// - Throws: ``GGUFError``, and `WeightTypeError` for integers.
    /// - Precondition: `elements` lies within the tensor.
    public func floats(of tensor: WeightTensor, elements: Range<Int>) throws -> [Float] {
        let info = try find(tensor)
        guard GGUFType.floats.contains(info.type) else {
            throw WeightTypeError(file: source, tensor: tensor.name, type: tensor.type)
        }
        let bytes = try bytes(of: tensor, elements: elements)
        var floats: [Float] = []
        floats.reserveCapacity(elements.count)
        guard info.type == .q8_0 else {
            tensor.type.append(bytes, to: &floats)
            return floats
        }
        let (block, size) = (info.type.blockElements, info.type.blockBytes)
        let origin = elements.lowerBound / block * block
        for element in elements {
            let position = element - origin
            let start = position / block * size
            let factor = Float(
                float16Pattern: UInt16(bytes[start]) | UInt16(bytes[start + 1]) << 8)
            floats.append(Float(Int8(bitPattern: bytes[start + 2 + position % block])) * factor)
        }
        return floats
    }

    private func find(_ tensor: WeightTensor) throws(GGUFError) -> GGUFTensor {
        guard let info = self[tensor.name], info.shape == tensor.shape else {
            throw .missingTensor(file: source, tensor: tensor.name)
        }
        return info
    }
}

extension WeightTensor {
    /// What a GGUF file says of a tensor.
    fileprivate init(_ tensor: GGUFTensor) {
        self.init(name: tensor.name, type: tensor.type.weightType, shape: tensor.shape)
    }
}
