public import WeightSources

extension SafetensorsFile: WeightSource {
    /// The tensors, described as those of every weight source.
    public var weights: [WeightTensor] { tensors.map(WeightTensor.init) }

    /// The tensor with this name, which is compared byte by byte.
    public func weight(named name: String) -> WeightTensor? { self[name].map(WeightTensor.init) }

    /// Reads elements as they are stored: row-major and little-endian.
    ///
    /// - Throws: ``SafetensorsError``.
    /// - Precondition: `elements` lies within the tensor.
    public func bytes(
        of tensor: WeightTensor, elements: Range<Int>
    ) throws(SafetensorsError) -> [UInt8] {
        try bytes(of: try info(of: tensor), elements: elements)
    }

    /// Reads elements as numbers, as ``floats(of:elements:)-(TensorInfo,_)`` does.
    ///
    /// - Throws: ``SafetensorsError``.
    /// - Precondition: `elements` lies within the tensor.
    public func floats(
        of tensor: WeightTensor, elements: Range<Int>
    ) throws(SafetensorsError) -> [Float] {
        try floats(of: try info(of: tensor), elements: elements)
    }

    private func info(of tensor: WeightTensor) throws(SafetensorsError) -> TensorInfo {
        guard let info = self[tensor.name], info.shape == tensor.shape else {
            throw .missingTensor(file: source, tensor: tensor.name)
        }
        return info
    }
}

extension WeightTensor {
    /// What a safetensors file says of a tensor.
    fileprivate init(_ info: TensorInfo) {
        self.init(name: info.name, type: info.dtype.weightType, shape: info.shape)
    }
}
