extension LabeledImages: CustomStringConvertible {
    /// The names of the files.
    public var description: String {
        ([images] + [labels, corrections].compactMap(\.self)).joined(separator: ", ")
    }
}
