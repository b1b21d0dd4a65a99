package import IDX

/// Tells a carried file of images by the bytes that are stored, while others read what they hold.
///
/// That takes a fraction of the time of ``DatasetPreset/imagesSHA256``, for which all pixels are
/// hashed and by which the same images are known in any packing.
package struct CarriedImages {
    private let preset: DatasetPreset
    private let file: ByteSource
    private var digest = SHA256()
    private var position = 0

    /// Nil if the file has the size of no carried one.
    package init?(_ file: ByteSource) {
        guard let preset = DatasetPreset.allCases.first(where: { $0.carriedSize == file.size })
        else { return nil }
        (self.preset, self.file) = (preset, file)
    }

    /// Reads as much of the file as `done` is of `total`.
    package mutating func advance(_ done: Int, of total: Int) throws(IDXError) {
        let end = done < total ? file.size / total * done : file.size
        var block = [UInt8](repeating: 0, count: min(64 << 10, end - position))
        while position < end {
            var span = block.mutableSpan
            // Safety: every bit pattern is a valid byte.
            var bytes = unsafe span.mutableBytes
            var window = bytes._mutatingExtracting(first: min(bytes.byteCount, end - position))
            position += try file.read(into: &window, at: position)
            digest.update(window.bytes)
        }
    }

    /// The set that it is, byte for byte; to be asked when all has been read.
    package consuming func verified() -> DatasetPreset? {
        digest.hexadecimalDigest() == preset.carriedSHA256 ? preset : nil
    }
}

extension DatasetPreset {
    /// The size of the carried file of images, compressed as it is.
    fileprivate var carriedSize: Int {
        switch self {
        case .mnist: 1_616_508
        case .fashionMNIST: 4_422_079
        }
    }

    /// Its SHA-256.
    fileprivate var carriedSHA256: String {
        switch self {
        case .mnist: "1a1a05eab793c14bb050b398624a11b0ffd1a2953baed553b1b9bd079e2a20be"
        case .fashionMNIST: "cc1d090a38ace84dfa1aa66e3ada7c336ef481a96936906477e6dd344da56eaa"
        }
    }
}
