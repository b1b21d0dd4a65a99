public import Datasets
public import Metrics

/// What comparing two classifiers on a data set gave.
public struct ComparisonResult: Sendable {
    /// The counts, against the labels as they are published.
    public let comparison: ModelComparison
    /// The same against corrected labels, if the data set names corrections.
    public let corrected: Corrected<ModelComparison>?
    /// Where the time went.
    public let timing: EvaluationTiming
    /// The published test set that images and labels were found to be, byte for byte.
    public let verified: DatasetPreset?
    /// The number of images in the file, of which `comparison.total` were compared.
    public let imageCount: Int
    /// What was unusual about the files and accepted all the same.
    public let notes: [String]
    /// What was taken for granted of the data, and what looks wrong with it.
    public let remarks: [DataRemark]
}
