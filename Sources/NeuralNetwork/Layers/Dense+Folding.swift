internal import TensorCore

extension Dense {
    /// The layer that gives for a pixel p what this one gives for `(p * scale - mean) / std`.
    ///
    /// `w'[k, m] = w[k, m] · scale / std` and `b'[m] = b[m] - mean / std · Σ w[k, m]`, in `Double`
    /// with k ascending, rounded once to `Float`.
    package func folding(_ normalization: InputNormalization) throws(NetworkError) -> Dense {
        let (scale, mean, std) = (normalization.scale, normalization.mean, normalization.std)
        var sums = [Double](repeating: 0, count: outputCount)
        var folded = self
        folded.weights = weights.map { Float(Double($0) * scale / std) }
        for k in 0..<inputCount {
            for (m, weight) in weights.row(k).enumerated() {
                sums[m] += Double(weight)
            }
        }
        for m in 0..<outputCount {
            folded.bias[m] = Float(Double(bias[m]) - mean / std * sums[m])
        }
        // What was not finite before is not the normalization's fault.
        guard folded.isFinite || !isFinite else { throw .normalizationOverflows }
        return folded
    }

    var isFinite: Bool {
        weights.elements.allSatisfy(\.isFinite) && bias.allSatisfy(\.isFinite)
    }
}
