public import TensorCore

extension Network {
    /// Runs a batch that comes from outside the program through all layers.
    ///
    /// - Parameter x: Shape `[N, K]`.
    /// - Returns: The outputs of the last layer, shape `[N, M]`, the bits of ``forward(_:variant:)``.
    /// - Throws: `ShapeError` for rows of another number of values than ``inputCount``.
    public func outputs(of x: Matrix) throws(ShapeError) -> Matrix {
        guard x.columns == inputCount else {
            throw .columnCount(expected: inputCount, found: x.columns)
        }
        return forward(x)
    }
}
