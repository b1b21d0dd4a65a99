public import TensorCore

extension Classifier {
    /// Computes the logits of images whose pixels lie between whole numbers.
    ///
    /// Each pixel is normalized by itself, in `Double`. The logits of whole numbers differ by rounding
    /// from those of ``logits(_:batchSize:threads:)``, which has the normalization in its weights.
    ///
    /// - Parameter values: Shape `[N, C, H, W]`, row-major, 0…255.
    /// - Returns: Shape `[N, M]`; the same bits for every N.
    /// - Throws: ``InferenceError`` if `values` are not whole images.
    public func logits(ofPixelValues values: [Double]) throws(InferenceError) -> Matrix {
        guard values.count.isMultiple(of: inputCount) else {
            throw .pixelCount(imageSize: inputCount, found: values.count)
        }
        let normalization = model.manifest.normalization
        let inputs = Matrix(
            rows: values.count / inputCount, columns: inputCount,
            elements: values.map {
                Float(($0 * normalization.scale - normalization.mean) / normalization.std)
            })
        return model.network.withoutFinalSigmoid().logits(inputs)
    }

    /// Makes probabilities of logits: the softmax of each row, or the sigmoid of each value where the
    /// network ends in that.
    ///
    /// - Parameter logits: Shape `[N, M]`, row-major; overwritten by probabilities, 0…1.
    /// - Precondition: Whole rows.
    public func turnLogitsIntoProbabilities(_ logits: inout MutableSpan<Float>) {
        if hasIndependentOutputs {
            Kernels.apply(.sigmoid, to: &logits)
        } else {
            Kernels.softmax(&logits, columns: classCount)
        }
    }
}
