internal import TensorCore

extension Dense {
    /// The packed layer that gives for a pixel p what this one gives for `(p * scale - mean) / std`.
    func packed(
        folding normalization: InputNormalization
    ) throws(NetworkError) -> PackedDense {
        let (scale, std) = (normalization.scale, normalization.std)
        var map = ChannelMap(scale: scale / std, channels: inputCount)
        map.shift = Array(repeating: -normalization.mean / std, count: inputCount)
        let folded = preceded(by: map)
        // What was not finite before is not the normalization's fault.
        guard folded.isFinite || !isFinite else { throw .normalizationOverflows }
        return PackedDense(weights: folded.weights, bias: folded.bias)
    }

    var isFinite: Bool {
        weights.elements.allFinite && bias.allFinite
    }
}
