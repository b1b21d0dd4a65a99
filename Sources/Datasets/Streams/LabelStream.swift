/// The labels of a data set, one after the other, as a format of files gives them.
///
/// ``LabelReader`` is the checked front, which makes classes of the numbers. A stream is used by one
/// thread at a time.
package protocol LabelStream: AnyObject {
    /// The path of the file.
    var source: String { get }
    /// The number of labels.
    var count: Int { get }
    /// How many numbers each label consists of: 1, or more where labels are one-hot.
    var columns: Int { get }
    /// What was unusual so far, in sentences that begin with the source.
    var notes: [String] { get }

    /// Reads the next labels, at most `maximum`: ``columns`` numbers for each.
    ///
    /// - Returns: An empty array only at the end of a file that is sound.
    func read(_ maximum: Int) throws -> [Int]

    /// Reads what is left and checks the file to its end.
    func finish() throws

    /// SHA-256 of the decompressed file, if all of it has been read and it can be a published one.
    var contentSHA256: String? { get }
}

extension LabelStream {
    package var contentSHA256: String? { nil }
}
