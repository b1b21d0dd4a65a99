extension Model: CustomStringConvertible {
    /// One line, such as `mnist-sigmoid, 784-50-100-10, 45,360 parameters`.
    public var description: String { "\(manifest.name), \(network)" }
}
