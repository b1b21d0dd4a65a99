internal import FileIO
public import ImageClassification
public import ModelFiles
public import Safetensors
internal import WeightSources

/// A model made into a file of its own: with a manifest, and in another type if asked for.
///
/// Only the tensors that the network uses are kept, under their names and in their order of axes.
/// With the manifest, the file needs no options any more. Nothing is written before
/// ``write(to:)``, so that ``check(_:)`` can come first.
public struct ModelConversion: Sendable {
    /// The model as it was read.
    public let original: Classifier
    /// The model as the new file has it, read back from its bytes.
    public let converted: Classifier
    /// The new file.
    public let bytes: [UInt8]
    /// Whether every weight has kept its value, so that no answer can change by a single bit.
    public let isExact: Bool

    /// Reads a model file and converts it.
    ///
    /// - Parameters:
    ///   - path: A safetensors file, with a manifest or without.
    ///   - options: What a file without a manifest does not say.
    ///   - dtype: F32, F16, BF16 or F64 for all tensors, rounded to nearest, ties to even; `nil`
    ///     leaves each as it is.
    ///   - name: What the manifest calls the model; `nil` leaves the name it has.
    ///   - output: What errors call the new file.
    /// - Throws: What `init(path:options:)` throws, and ``ConversionError/overflow(file:tensor:position:value:dtype:)`` for a
    ///   finite weight that would become infinite.
    public init(
        path: String, options: ModelOptions = ModelOptions(), dtype: DType? = nil,
        name: String? = nil, output: String
    ) throws {
        let file = try AliasedWeights(
            WeightFormats.open(path, options: options), unwraps: options.architecture != nil)
        let model = try Model(file, options: options)
        var manifest = model.manifest
        if let name { manifest.name = name }
        let names = Set(manifest.tensorNames)
        let tensors = Self.tensors(names, of: file)
        var metadata = file.metadata.filter { key, _ in
            // Another name of a tensor that is left out would lead nowhere.
            file.storedName(key) == nil || names.contains(key)
        }
        metadata[Model.manifestKey] = manifest.json
        // As they are read, in the new file, both as numbers, and packed for each of the classifiers.
        let byteCount = 6 * tensors.reduce(0) { $0 + $1.elementCount * MemoryLayout<Float>.stride }
        try requireMemory(byteCount, for: path)
        bytes = try SafetensorsFile.serialize(
            try tensors.map { tensor in
                // Scores are compared with probabilities, and stay as exact as they are.
                let isScores = tensor.name == manifest.conformal?.scores
                return try Self.tensor(tensor, of: file, as: isScores ? nil : dtype)
            }, metadata: metadata,
            source: output)
        let copy = try SafetensorsFile(bytes: bytes, source: output)
        var isExact = true
        for tensor in tensors {
            isExact = try Self.keepsValues(of: tensor, file, copy) && isExact
        }
        self.isExact = isExact
        var readBack = ModelOptions()
        readBack.allowsNonFinite = options.allowsNonFinite
        original = try Classifier(model)
        converted = try Classifier(Model(copy, options: readBack))
    }

    /// The tensors that layers use, in the order of the file.
    ///
    /// One that layers share is there once: the metadata have its other name.
    private static func tensors(_ names: Set<String>, of file: AliasedWeights) -> [WeightTensor] {
        let places = Dictionary(
            zip(file.weights.map(\.name), 0...), uniquingKeysWith: { first, _ in first })
        let written = Set(
            names.map { name in
                file.metadata[name].flatMap { $0 == file.storedName(name) ? $0 : nil } ?? name
            })
        return written.compactMap { file.weight(named: $0) }.sorted { a, b in
            let (x, y) = (file.storedName(a.name), file.storedName(b.name))
            return (x.flatMap { places[$0] } ?? 0, a.name) < (y.flatMap { places[$0] } ?? 0, b.name)
        }
    }

    private static func tensor(
        _ tensor: WeightTensor, of file: any WeightSource, as dtype: DType?
    ) throws -> TensorData {
        let stored = DType(tensor.type)
        // Weights of eight bits stay as they are: other types would not make them numbers.
        if let stored, stored == dtype ?? stored || stored == .i8 {
            return TensorData(
                name: tensor.name, dtype: stored, shape: tensor.shape,
                bytes: try file.bytes(of: tensor, elements: 0..<tensor.elementCount))
        }
        return TensorData(
            name: tensor.name, dtype: dtype ?? .f32, shape: tensor.shape,
            floats: try file.floats(of: tensor))
    }

    /// Whether the values of a tensor are those of the original, which are `Float` to a network.
    private static func keepsValues(
        of tensor: WeightTensor, _ file: any WeightSource, _ copy: SafetensorsFile
    ) throws -> Bool {
        guard tensor.type.holdsFloats else { return true }
        let values = zip(try file.floats(of: tensor), try copy.floats(of: tensor.name))
        var keepsAll = true
        for (index, (original, converted)) in values.enumerated() {
            if original.isFinite, !converted.isFinite {
                throw ConversionError.overflow(
                    file: file.source, tensor: displayName(tensor.name),
                    position: tensor.position(of: index), value: "\(original)",
                    dtype: copy[tensor.name]?.dtype ?? .f32)
            }
            keepsAll = keepsAll && (original == converted || original.isNaN && converted.isNaN)
        }
        return keepsAll
    }
}
