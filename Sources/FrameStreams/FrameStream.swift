package import ImageClassification

/// Answers frames of images one after the other, in order, in bounded memory.
package struct FrameStream {
    private let classifier: Classifier
    private let options: FrameOptions
    private let name: String

    /// Prepares to answer frames.
    ///
    /// - Parameters:
    ///   - classifier: What answers them.
    ///   - options: How they are read and answered.
    ///   - name: What errors call the input.
    package init(_ classifier: Classifier, options: FrameOptions, name: String) {
        (self.classifier, self.options, self.name) = (classifier, options, name)
    }

    /// Answers all frames to the end of the input.
    ///
    /// All frames before one that cannot be answered have been answered when that is thrown.
    ///
    /// - Throws: ``FrameError``, and what the channel throws.
    package func run(_ channel: inout some FrameChannel) throws {
        switch options.form {
        case .raw:
            var frames = RawFrames(classifier, options, name: name)
            try frames.run(&channel)
        case .jsonl:
            var frames = JSONFrames(classifier, options, name: name)
            try frames.run(&channel)
        }
    }
}
