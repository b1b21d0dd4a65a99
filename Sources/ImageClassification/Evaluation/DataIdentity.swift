internal import Checksums
public import Datasets
internal import Parallelism

/// By what a labeled data set is known: its images and labels as they are scored.
///
/// The format of the files, their compression and their names do not matter.
public struct DataIdentity: Hashable, Sendable {
    /// The size of every image.
    public let shape: ImageShape
    /// The number of images.
    public let imageCount: Int
    /// SHA-256 of the pixels, `[N, C, H, W]`, in hexadecimal.
    public let imagesSHA256: String
    /// SHA-256 of the classes, 0..<M, as 32-bit integers, little-endian, in hexadecimal.
    public let labelsSHA256: String

    /// Restores an identity that was kept.
    package init(shape: ImageShape, imageCount: Int, imagesSHA256: String, labelsSHA256: String) {
        (self.shape, self.imageCount) = (shape, imageCount)
        (self.imagesSHA256, self.labelsSHA256) = (imagesSHA256, labelsSHA256)
    }
}

/// The identity of a data set while it is read.
package struct DataDigest {
    private let shape: ImageShape
    private var count = 0
    private var images = SHA256()
    private var labels = SHA256()

    /// Begins with no images.
    package init(shape: ImageShape) { self.shape = shape }

    /// Adds the next images and their classes.
    package mutating func update(pixels: Span<UInt8>, labels classes: some Collection<Int>) {
        precondition(pixels.count == classes.count * shape.count, "a label for each image")
        count += classes.count
        // Safety: bytes have no padding.
        images.update(unsafe pixels.bytes)
        let bytes = classes.flatMap { label in
            [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: label >> $0) }
        }
        labels.update(unsafe bytes.span.bytes)
    }

    /// The identity of what was added so far.
    package var identity: DataIdentity {
        DataIdentity(
            shape: shape, imageCount: count, imagesSHA256: images.hexadecimalDigest(),
            labelsSHA256: labels.hexadecimalDigest())
    }
}
