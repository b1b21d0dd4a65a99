internal import Checksums

/// The SHA-256 by which a stream of images is known, of the very bytes that were read.
///
/// A gzip file that begins like a bundled one is known by the compressed bytes that went to zlib:
/// they are a fifth of the pixels. Anything else is known by its decompressed content, which is what
/// ``DatasetPreset/PublishedFile/contentSHA256`` is about. No file is opened again, so what is
/// verified is what was scored.
package struct ImagesDigest {
    private enum Subject {
        /// The compressed bytes, of the file of this preset as it seems.
        case stored(DatasetPreset.PublishedFile)
        /// The header and the pixels.
        case content
    }

    /// How many compressed bytes decide which of the two is digested.
    package static let firstBlockSize = 64 << 10

    private let content: StoredContent
    private var subject: Subject?
    private var digest = SHA256()

    /// Begins the digest of a file.
    package init(_ content: StoredContent) { self.content = content }

    /// Whether a file of this size may be a bundled one, so that its compressed bytes are needed.
    package static func needsStoredBytes(ofFileWithSize size: Int) -> Bool {
        DatasetPreset.allCases.contains { $0.images.stored?.size == size }
    }

    /// Adds the next images.
    ///
    /// - Parameters:
    ///   - pixels: The images, as they are scored.
    ///   - stored: The compressed bytes that were read since the last call, the first
    ///     ``firstBlockSize`` at once; none if they were not kept.
    package mutating func update(pixels: RawSpan, stored: [UInt8]) {
        if subject == nil { begin(stored) }
        switch subject {
        case .stored:
            // Safety: bytes have no padding.
            digest.update(unsafe stored.span.bytes)
        case .content, nil:
            digest.update(pixels)
        }
    }

    private mutating func begin(_ stored: [UInt8]) {
        if let file = Self.bundledFile(size: content.storedSize, beginning: stored) {
            subject = .stored(file)
        } else {
            subject = .content
            let header = content.header
            // Safety: bytes have no padding.
            digest.update(unsafe header.span.bytes)
        }
    }

    private static func bundledFile(
        size: Int, beginning bytes: [UInt8]
    ) -> DatasetPreset.PublishedFile? {
        guard bytes.count >= firstBlockSize else { return nil }
        var digest = SHA256()
        // Safety: bytes have no padding.
        digest.update(unsafe bytes.span.bytes.extracting(first: firstBlockSize))
        let first = digest.hexadecimalDigest()
        return DatasetPreset.allCases.map(\.images).first {
            $0.stored?.size == size && $0.stored?.firstBlockSHA256 == first
        }
    }

    /// Ends the digest, when all images have been added.
    package consuming func finalize() -> Finding {
        let found = digest.hexadecimalDigest()
        if case .stored(let file) = subject {
            return found == file.stored?.sha256 ? .content(file.contentSHA256) : .stored(found)
        }
        return .content(found)
    }

    /// What the images were found to be.
    package enum Finding: Hashable, Sendable {
        /// The SHA-256 of the decompressed content.
        case content(String)
        /// The SHA-256 of the compressed bytes, which begin like a bundled file and are another.
        case stored(String)
    }
}
