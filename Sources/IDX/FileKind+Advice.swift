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
        case .zipArchive, .numPyArchive, .pyTorchArchive, .kerasArchive:
            "is a Zip archive, not gzip or IDX: run `unzip` and use what is inside"
        case .xz: "is xz-compressed, not gzip or IDX: run `unxz` first"
        case .zstandard: "is Zstandard-compressed, not gzip or IDX: run `unzstd` first"
        case .compress: "is packed by `compress`, not gzip or IDX: run `uncompress` first"
        case .bzip2: "is bzip2-compressed, not gzip or IDX: run `bunzip2` first"
        case .sevenZip: "is a 7-Zip archive, not gzip or IDX: run `7z x` and use what is inside"
        // Found inside gzip: outside it is read.
        case .gzip: "is gzip-compressed twice: run `gunzip` once"
        case .zlib: "is a bare zlib stream, not gzip or IDX: expected a gzip header (1F 8B)"
        case .numPyArray: "is a NumPy array, not gzip or IDX: expected an IDX file"
        case .pickle: "is a Python pickle, not gzip or IDX: pickles are never read"
        case .png: "is a PNG picture, not gzip or IDX: expected an IDX file"
        case .jpeg: "is a JPEG picture, not gzip or IDX: expected an IDX file"
        case .safetensors: "is a safetensors file, not gzip or IDX: expected images or labels"
        default: nil
        }
    }
}
