internal import FileIO

extension FileKind {
    /// What the file is and what to do to get IDX: the end of an error message.
    ///
    /// `nil` for a kind that is hardly ever mistaken for a data file; the first bytes are then
    /// shown instead.
    var advice: String? {
        switch self {
        case .webPage, .xml: "looks like a web page, not gzip or IDX: download it again"
        case .gitLFSPointer: "is a Git LFS pointer, not the file itself: run `git lfs pull`"
        case .zipArchive:
            "is a Zip archive, not gzip or IDX: run `unzip` and use what is inside"
        case .tar: "is a tar archive, not gzip or IDX: run `tar xf` and use what is inside"
        case .pyTorchArchive:
            "is a PyTorch archive, not gzip or IDX: convert it in Python: images, labels = "
                + "torch.load('data.pt', weights_only=True); numpy.savez('data.npz', "
                + "images=images, labels=labels)"
        case .kerasArchive: "is a Keras archive, not gzip or IDX: it holds a network, not images"
        case .hdf5:
            "is an HDF5 file, not gzip or IDX: convert it in Python: data = "
                + "h5py.File('data.h5'); numpy.savez('data.npz', images=data['images'], "
                + "labels=data['labels'])"
        case .matlab:
            "is a MATLAB file, not gzip or IDX: convert it in Python: data = "
                + "scipy.io.loadmat('data.mat'); numpy.savez('data.npz', images=data['images'], "
                + "labels=data['labels'].ravel())"
        case .parquet:
            "is a Parquet table, not gzip or IDX: convert it in Python: data = "
                + "pandas.read_parquet('data.parquet'); numpy.savez('data.npz', "
                + "images=[numpy.array(PIL.Image.open(io.BytesIO(i['bytes']))) "
                + "for i in data['image']], labels=data['label'])"
        case .xz: "is xz-compressed, not gzip or IDX: run `unxz` first"
        case .zstandard: "is Zstandard-compressed, not gzip or IDX: run `unzstd` first"
        case .compress: "is packed by `compress`, not gzip or IDX: run `uncompress` first"
        case .bzip2: "is bzip2-compressed, not gzip or IDX: run `bunzip2` first"
        case .sevenZip: "is a 7-Zip archive, not gzip or IDX: run `7z x` and use what is inside"
        // Found inside gzip: outside it is read.
        case .gzip: "is gzip-compressed twice: run `gunzip` once"
        case .zlib: "is a bare zlib stream, not gzip or IDX: expected a gzip header (1F 8B)"
        case .numPyArray, .numPyArchive: "is \(self), not gzip or IDX: expected an IDX file"
        case .pickle:
            "is a Python pickle, not gzip or IDX: pickles are never read, since they can run code; "
                + "where you trust it, convert it in Python: images, labels = "
                + "pickle.load(open('data.pkl', 'rb')); numpy.savez('data.npz', images=images, "
                + "labels=labels)"
        case .png: "is a PNG picture, not gzip or IDX: expected an IDX file"
        case .jpeg: "is a JPEG picture, not gzip or IDX: expected an IDX file"
        case .safetensors: "is a safetensors file, not gzip or IDX: expected images or labels"
        default: nil
        }
    }
}
