internal import Datasets
internal import ModelFiles

/// The images on which a converted model is compared with the original.
struct CheckImages {
    /// The bundled test set that they are; `nil` for random ones.
    let dataset: DatasetPreset?
    /// The number of images.
    let count: Int

    private let shape: ImageShape
    private let reader: ImageReader?
    private var state: UInt64 = 28

    private static let randomImageCount = 1_000

    /// Takes the test set that the model was trained on, or MNIST's, if it has images of that size.
    init(for model: Model) throws {
        shape = model.manifest.input
        guard shape == ImageShape(height: 28, width: 28) else {
            (dataset, reader, count) = (nil, nil, Self.randomImageCount)
            return
        }
        let preset = model.manifest.dataset ?? .mnist
        let reader = try preset.testSet.openImages()
        (dataset, self.reader, count) = (preset, reader, reader.count)
    }

    /// The next images, `[N, C, H, W]`.
    mutating func next(_ count: Int) throws -> [UInt8] {
        guard let reader else { return (0..<count * shape.count).map { _ in randomByte() } }
        var pixels = [UInt8](repeating: 0, count: count * shape.count)
        var filled = 0
        while filled < count {
            var span = pixels.mutableSpan
            var rest = span._mutatingExtracting((filled * shape.count)...)
            filled += try reader.read(into: &rest)
        }
        return pixels
    }

    /// The upper eight bits of the next number of SplitMix64, so that every run has the same.
    ///
    /// Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators" (2014).
    private mutating func randomByte() -> UInt8 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return UInt8((mixed ^ mixed >> 31) >> 56)
    }
}
