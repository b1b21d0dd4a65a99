/// Kinds of files that are handed in as safetensors and are none.
public enum ForeignFormat: Hashable, Sendable, CaseIterable, CustomStringConvertible {
    /// A Python pickle, among them PyTorch files from before version 1.6.
    case pickle
    /// A zip archive written by `torch.save`.
    case pyTorchArchive
    /// A zip archive written by `numpy.savez`.
    case numPyArchive
    /// Any other zip archive, such as a `.keras` file.
    case zipArchive
    /// A single array written by `numpy.save`.
    case numPyArray
    /// HDF5, such as a Keras `.h5` file.
    case hdf5
    /// A model in protocol buffers: ONNX.
    case onnx
    /// A model for llama.cpp.
    case gguf
    /// Images or labels in the IDX format.
    case idx
    /// Anything compressed with gzip.
    case gzip
    /// A text that stands for a file kept by Git LFS.
    case gitLFSPointer
    /// A page of HTML or XML.
    case webPage
    /// JSON text, such as the index of a model in several files.
    case json

    /// The name of the format.
    public var description: String {
        switch self {
        case .pickle: "a Python pickle"
        case .pyTorchArchive: "a PyTorch archive (zip)"
        case .numPyArchive: "a NumPy archive (zip)"
        case .zipArchive: "a zip archive"
        case .numPyArray: "a NumPy array"
        case .hdf5: "an HDF5 file"
        case .onnx: "an ONNX model"
        case .gguf: "a GGUF model"
        case .idx: "an IDX file"
        case .gzip: "gzip data"
        case .gitLFSPointer: "a Git LFS pointer"
        case .webPage: "a web page"
        case .json: "JSON text"
        }
    }

    /// What to do to get a safetensors file.
    public var advice: String {
        switch self {
        case .pickle:
            "a pickle can run code, so it is never read; where you trust it, load it in Python and "
                + "save its arrays with safetensors.numpy.save_file(arrays, 'model.safetensors')"
        case .pyTorchArchive:
            "convert it in Python: safetensors.torch.save_file("
                + "torch.load('model.pt', weights_only=True), 'model.safetensors')"
        case .numPyArchive:
            "convert it in Python: safetensors.numpy.save_file("
                + "dict(numpy.load('model.npz')), 'model.safetensors')"
        case .zipArchive:
            "load it with the program that wrote it and save its weights as safetensors"
        case .numPyArray:
            "convert it in Python: safetensors.numpy.save_file("
                + "{'W1': numpy.load('W1.npy')}, 'model.safetensors')"
        case .hdf5:
            "convert it in Python: safetensors.numpy.save_file({w.path: w.numpy() "
                + "for w in keras.models.load_model('model.h5').weights}, 'model.safetensors')"
        case .onnx:
            "convert it in Python: safetensors.numpy.save_file({t.name: "
                + "onnx.numpy_helper.to_array(t) for t in onnx.load('model.onnx').graph.initializer}"
                + ", 'model.safetensors')"
        case .gguf: "use the safetensors file it was made from"
        case .idx: "such files hold images or labels, not weights"
        case .gzip: "decompress it first: gunzip FILE"
        case .gitLFSPointer: "fetch the file itself: git lfs pull"
        case .webPage: "download the file again, from the address of the file and not of its page"
        case .json: "pass the .safetensors file itself, not its index"
        }
    }

    /// Recognizes a format by a file's first bytes, of which some hundreds are enough.
    init?(firstBytes bytes: [UInt8], fileName: String) {
        func starts(_ prefix: UInt8...) -> Bool { bytes.starts(with: prefix) }
        let whitespace: [UInt8] = [0x20, 0x0A, 0x0D, 0x09]
        let text = String(decoding: bytes.drop { whitespace.contains($0) }, as: UTF8.self)
        switch true {
        case starts(0x50, 0x4B, 0x03, 0x04) || starts(0x50, 0x4B, 0x05, 0x06):
            self = Self.archive(firstMember: Self.nameOfFirstMember(inZip: bytes))
        case starts(0x80) && (2...5).contains(bytes.dropFirst().first ?? 0): self = .pickle
        case starts(0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59): self = .numPyArray
        case starts(0x89, 0x48, 0x44, 0x46): self = .hdf5
        case starts(0x47, 0x47, 0x55, 0x46): self = .gguf
        case starts(0x1F, 0x8B, 0x08): self = .gzip
        case starts(0x00, 0x00) && Self.looksLikeIDX(bytes): self = .idx
        case text.hasPrefix("version https://git-lfs"): self = .gitLFSPointer
        case text.hasPrefix("<"): self = .webPage
        case text.hasPrefix("{") || text.hasPrefix("["): self = .json
        case Self.looksLikeONNX(bytes): self = .onnx
        // The oldest pickles are text and have no mark of their own.
        case [".pkl", ".pickle"].contains { fileName.lowercased().hasSuffix($0) }: self = .pickle
        default: return nil
        }
    }

    /// Two zero bytes, a code of an element type and a rank start the file.
    private static func looksLikeIDX(_ bytes: [UInt8]) -> Bool {
        bytes.count >= 8 && [0x08, 0x09, 0x0B, 0x0C, 0x0D, 0x0E].contains(bytes[2])
            && (1...8).contains(bytes[3])
    }

    private static func archive(firstMember name: String) -> ForeignFormat {
        if name.hasSuffix("data.pkl") { return .pyTorchArchive }
        return name.hasSuffix(".npy") ? .numPyArchive : .zipArchive
    }

    /// The name in the local header at the start: 30 bytes, the name's length at byte 26.
    private static func nameOfFirstMember(inZip bytes: [UInt8]) -> String {
        guard bytes.count > 30 else { return "" }
        let length = Int(bytes[26]) | Int(bytes[27]) << 8
        return String(decoding: bytes[30...].prefix(length), as: UTF8.self)
    }

    /// A ModelProto starts with field 1, a small version, then another of its fields.
    private static func looksLikeONNX(_ bytes: [UInt8]) -> Bool {
        guard bytes.count > 2, bytes[0] == 0x08, (1...32).contains(bytes[1]) else { return false }
        // Fields 2 to 8 that hold text or a message: producer, domain, graph, operator set.
        return [0x12, 0x1A, 0x22, 0x32, 0x3A, 0x42].contains(bytes[2])
    }
}
