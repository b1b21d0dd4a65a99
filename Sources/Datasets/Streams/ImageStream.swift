/// The images of a data set, one after the other, as a format of files gives them.
///
/// A format implements this; ``ImageReader`` is the checked front of all of them, which knows limits,
/// layouts and options. A stream is used by one thread at a time. After an error it is of no use.
package protocol ImageStream: AnyObject {
    /// The path of the file or folder.
    var source: String { get }
    /// The number of images.
    var count: Int { get }
    /// The size of one image as it is stored: `[K]`, `[H, W]`, or `[C, H, W]` or `[H, W, C]`,
    /// which the front tells apart.
    var dimensions: [Int] { get }
    /// What was unusual so far, in sentences that begin with the source.
    var notes: [String] { get }
    /// What was taken for granted of the file.
    var remarks: [DataRemark] { get }

    /// Reads as many images as are left and fit.
    ///
    /// Values are made pixels as ``DataOptions/pixelRange`` says; nothing else is changed.
    ///
    /// - Parameter pixels: Receives images in the order of ``dimensions``, row-major; it has room
    ///   for one at least.
    /// - Returns: How many images were read; 0 only at the end of a file that is sound.
    func read(into pixels: inout MutableSpan<UInt8>) throws -> Int

    /// Passes over `count` images, or all that are left, which are checked as if they were read.
    func skip(_ count: Int) throws

    /// Reads what is left and checks the file to its end.
    func finish() throws

    /// How many numbers each image has as its label; 0 where images come without.
    var labelColumns: Int { get }

    /// What the labels' classes are called, by label, where they were numbered by their names.
    var classNames: [String]? { get }

    /// The labels of the images that were read, not skipped, since the last call:
    /// ``labelColumns`` numbers for each.
    func takeLabels() -> [Int]

    /// By what the content may be known as published; `nil` where it cannot be.
    var content: StoredContent? { get }

    /// The compressed bytes that were read since the last call, if they are recorded.
    func takeStoredBytes() -> [UInt8]
}

/// What is known of a file's bytes before they are read.
package struct StoredContent: Sendable {
    /// What precedes the pixels, so that both together are the decompressed file.
    package let header: [UInt8]
    /// The size of the file in bytes as it is stored.
    package let storedSize: Int

    package init(header: [UInt8], storedSize: Int) {
        (self.header, self.storedSize) = (header, storedSize)
    }
}

extension ImageStream {
    package var remarks: [DataRemark] { [] }
    package var labelColumns: Int { 0 }
    package var classNames: [String]? { nil }
    package func takeLabels() -> [Int] { [] }
    package var content: StoredContent? { nil }
    package func takeStoredBytes() -> [UInt8] { [] }
}
