internal import TensorCore

extension Dense {
    /// The packed layer that gives for a pixel p what this one gives for `(p * scale - mean) / std`.
    func packed(
        folding normalization: InputNormalization
    ) throws(NetworkError) -> PackedDense {
        let packed = PackedDense(
            weights: weights, bias: bias, scale: normalization.scale, mean: normalization.mean,
            std: normalization.std)
        // What was not finite before is not the normalization's fault.
        guard packed.isFinite || !isFinite else { throw .normalizationOverflows }
        return packed
    }

    var isFinite: Bool {
        weights.elements.allFinite && bias.allFinite
    }
}
