internal import TensorCore

extension Layer {
    /// Checks what a layer can tell by itself: sizes of its parts, ranges of its numbers.
    func check(at index: Int, allowsNonFinite: Bool) throws(NetworkError) {
        switch self {
        case .dense(let dense):
            guard dense.inputCount > 0 && dense.outputCount > 0 else {
                throw .emptyLayer(
                    layer: index, inputs: dense.inputCount, outputs: dense.outputCount)
            }
            try Self.check(dense.weights, dense.bias, dense.outputCount, index, allowsNonFinite)
        case .conv2D(let conv):
            guard conv.window.isValid else { throw .invalidWindow(layer: index) }
            guard !conv.weights.elements.isEmpty else {
                throw .emptyLayer(
                    layer: index, inputs: conv.weights.columns, outputs: conv.weights.rows)
            }
            guard conv.weights.columns.isMultiple(of: conv.window.size.area) else {
                throw .weightCount(
                    layer: index, window: conv.window.size, found: conv.weights.columns)
            }
            try Self.check(conv.weights, conv.bias, conv.outputChannels, index, allowsNonFinite)
        case .batchNorm(let norm):
            try Self.check(norm, index, allowsNonFinite)
        case .dropout(let dropout):
            guard dropout.rate >= 0, dropout.rate < 1 else {
                throw .dropoutRate(layer: index, rate: dropout.rate)
            }
        case .maxPool2D, .averagePool2D, .globalAveragePool, .flatten: break
        }
    }

    private static func check(
        _ weights: Matrix, _ bias: [Float], _ outputs: Int, _ layer: Int, _ allowsNonFinite: Bool
    ) throws(NetworkError) {
        guard bias.count == outputs else {
            throw .biasCount(layer: layer, expected: outputs, found: bias.count)
        }
        guard !allowsNonFinite else { return }
        if !weights.elements.allFinite,
            let index = weights.elements.firstIndex(where: { !$0.isFinite })
        {
            let (row, column) = index.quotientAndRemainder(dividingBy: weights.columns)
            throw .nonFiniteWeight(layer: layer, row: row, column: column)
        }
        if let index = bias.firstIndex(where: { !$0.isFinite }) {
            throw .nonFiniteBias(layer: layer, index: index)
        }
    }

    private static func check(
        _ norm: BatchNorm, _ layer: Int, _ allowsNonFinite: Bool
    ) throws(NetworkError) {
        for values in [norm.variance, norm.weight, norm.bias].compactMap({ $0 })
        where values.count != norm.mean.count {
            throw .channelMismatch(
                layer: layer, expected: norm.mean.count, found: values.count)
        }
        // Comparisons are written so that NaN fails them.
        guard norm.epsilon.isFinite, norm.epsilon >= 0,
            norm.variance.allSatisfy({ Double($0) + norm.epsilon > 0 && $0 >= 0 })
        else { throw .variance(layer: layer) }
        guard !allowsNonFinite else { return }
        for (name, values) in [
            ("weight", norm.weight ?? []), ("bias", norm.bias ?? []), ("mean", norm.mean),
            ("variance", norm.variance),
        ] {
            if let index = values.firstIndex(where: { !$0.isFinite }) {
                throw .nonFiniteParameter(layer: layer, name: name, index: index)
            }
        }
        guard norm.map.isFinite else { throw .variance(layer: layer) }
    }
}
