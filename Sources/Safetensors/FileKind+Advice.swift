internal import FileIO

extension FileKind {
    /// What the file is and what to do to get a safetensors file: the end of an error message.
    ///
    /// `nil` for a kind that is hardly ever mistaken for weights; the bytes that are wrong are then
    /// named instead.
    var advice: String? {
        switch self {
        case .pickle:
            "\(self); a pickle can run code, so it is never read; where you trust it, load it in "
                + "Python and save its arrays with "
                + "safetensors.numpy.save_file(arrays, 'model.safetensors')"
        case .pyTorchArchive:
            // Training programs put the weights beside epochs and optimizers; clones share nothing.
            "\(self); convert it in Python: import torch, safetensors.torch; "
                + "d = torch.load('model.pt', map_location='cpu', weights_only=True); "
                + "d = next((d[k] for k in ('model_state_dict', 'state_dict', 'model', 'net') "
                + "if isinstance(d.get(k), dict)), d); safetensors.torch.save_file("
                + "{k: v.clone().contiguous() for k, v in d.items() if torch.is_tensor(v)}, "
                + "'model.safetensors')"
        case .numPyArchive, .numPyArray: "\(self); NPZFile of the module NPZ reads it"
        case .zipArchive, .kerasArchive:
            "a zip archive; load it with the program that wrote it and save its weights as "
                + "safetensors"
        case .hdf5:
            "\(self); convert it in Python: safetensors.numpy.save_file({w.path: w.numpy() "
                + "for w in keras.models.load_model('model.h5').weights}, 'model.safetensors')"
        case .onnx:
            "\(self); convert it in Python: safetensors.numpy.save_file({t.name: "
                + "onnx.numpy_helper.to_array(t) for t in onnx.load('model.onnx').graph.initializer}"
                + ", 'model.safetensors')"
        case .gguf: "\(self); GGUFFile of the module GGUF reads it"
        case .matlab:
            "\(self); convert it in Python: safetensors.numpy.save_file({k: v for k, v in "
                + "scipy.io.loadmat('model.mat').items() if k[0] != '_'}, 'model.safetensors')"
        case .tar: "\(self); unpack it first: tar xf FILE"
        case .idx: "\(self); such files hold images or labels, not weights"
        case .gzip: "\(self); decompress it first: gunzip FILE"
        case .gitLFSPointer: "\(self); fetch the file itself: git lfs pull"
        case .webPage, .xml:
            "a web page; download the file again, from the address of the file and not of its page"
        case .json: "\(self); pass the .safetensors file itself, not its index"
        default: nil
        }
    }

    /// Recognizes a file that is handed in as safetensors and is none; `nil` where there is no
    /// advice.
    init?(mistakenForWeights bytes: [UInt8], fileName: String) {
        let kind = FileKind(firstBytes: bytes)
        if kind == .idx, bytes.count < HeaderPrefix.lengthBytes {
            // Shorter than any IDX file: more likely the start of a header's length.
            return nil
        } else if let kind, kind.advice != nil {
            self = kind
        } else if [".pkl", ".pickle"].contains(where: fileName.lowercased().hasSuffix) {
            // The oldest pickles are text and have no mark of their own.
            self = .pickle
        } else {
            return nil
        }
    }
}
