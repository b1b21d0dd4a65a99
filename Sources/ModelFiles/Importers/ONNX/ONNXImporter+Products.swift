internal import NeuralNetwork
internal import TensorCore

// Products of matrices that both depend on the image.

extension ONNXImporter {
    /// The last two axes exchanged.
    func transposed(_ x: ONNXFeatures) throws -> ONNXFeatures {
        let rank = x.shape.count
        guard rank > 1 else { return x }
        var result = x
        result.layout = x.layout.transposed(
            Array(0..<rank - 2) + [rank - 1, rank - 2])
        result.history = []
        result.isComposed = false
        return result
    }

    /// `[…, M, K]` times `[…, K, N]`, the axes in front broadcast: products of all pairs of a row and
    /// a column, and their sums.
    mutating func matrixProduct(
        _ left: ONNXFeatures, _ right: ONNXFeatures, _ call: ONNXCall
    ) throws -> ONNXFeatures {
        let (a, b) = (left.shape, right.shape)
        guard a.count > 1, b.count > 1, a[a.count - 1] == b[b.count - 2] else {
            throw call.unsupported(
                "its inputs are of shapes \(a) and \(b); expected matrices that fit")
        }
        var rows = left
        rows.layout.axes.insert([], at: a.count - 1)
        var columns = try transposed(right)
        columns.layout.axes.insert([], at: b.count - 2)
        let pairs = try product(rows, columns, call)
        return try reduced(pairs, [pairs.shape.count - 1], .sum, keepsAxes: false, call)
    }
}
