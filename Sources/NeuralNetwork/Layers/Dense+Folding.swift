internal import TensorCore

extension Dense {
    /// The layer that gives for a pixel p what this one gives for `(p * scale - mean) / std`.
    ///
    /// `w'[k, m] = w[k, m] · scale / std` and `b'[m] = b[m] - mean / std · Σ w[k, m]`, in `Double`
    /// with k ascending, rounded once to `Float`.
    package func folding(_ normalization: InputNormalization) throws(NetworkError) -> Dense {
        let (scale, mean, std) = (normalization.scale, normalization.mean, normalization.std)
        var sums = [Double](repeating: 0, count: outputCount)
        var elements = weights.elements
        var sumsSpan = sums.mutableSpan
        var span = elements.mutableSpan
        for k in 0..<inputCount {
            for m in 0..<outputCount {
                let weight = Double(span[k * outputCount + m])
                sumsSpan[m] += weight
                // Dividing by 1 changes nothing but the time.
                span[k * outputCount + m] = Float(std == 1 ? weight * scale : weight * scale / std)
            }
        }
        var folded = self
        folded.weights = Matrix(rows: inputCount, columns: outputCount, elements: elements)
        for m in 0..<outputCount {
            folded.bias[m] = Float(Double(bias[m]) - mean / std * sums[m])
        }
        // What was not finite before is not the normalization's fault.
        guard folded.isFinite || !isFinite else { throw .normalizationOverflows }
        return folded
    }

    var isFinite: Bool {
        weights.elements.allFinite && bias.allFinite
    }
}
