public import ONNX

extension Model {
    /// Makes a model of an ONNX graph.
    ///
    /// `init(path:options:)` reads ONNX files too; this is for one that was read already.
    ///
    /// - Parameters:
    ///   - onnx: A classifier of images. Other inputs and operators are refused by name.
    ///   - options: The normalization, the size of an image and the names of classes, as far as the
    ///     graph does not say them.
    /// - Throws: ``ONNXImportError``, or ``ModelError`` when the layers make no network.
    public init(onnx: ONNXModel, options: ModelOptions = ModelOptions()) throws {
        try self.init(
            ONNXWeights(onnx, inputShape: options.inputShape), options: options)
    }

    /// The files that reading a model opens beside its own; none where it is no model.
    package static func filesBeside(path: String) -> [String] {
        ONNXModel.filesBeside(path: path)
    }
}
