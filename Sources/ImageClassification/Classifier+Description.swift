extension Classifier: CustomStringConvertible {
    /// The model in one line, such as `mnist-sigmoid, 784-50-100-10, 45,360 parameters`.
    public var description: String { model.description }
}
