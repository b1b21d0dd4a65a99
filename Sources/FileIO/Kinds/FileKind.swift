/// What a file is, as far as its first bytes tell.
///
/// This is the one place where formats are recognized. Each reader asks here what it was given,
/// and has its own advice: what to do about a zip archive depends on whether images or weights were
/// wanted.
public enum FileKind: Hashable, Sendable, CaseIterable {
    // MARK: Arrays and models

    /// Images or labels in the IDX format, not compressed.
    case idx
    /// Named arrays in the safetensors format.
    case safetensors
    /// A single array written by `numpy.save`.
    case numPyArray
    /// A zip archive written by `numpy.savez`.
    case numPyArchive
    /// A zip archive written by `torch.save`.
    case pyTorchArchive
    /// A zip archive written by Keras: a `.keras` file.
    case kerasArchive
    /// HDF5, such as a Keras `.h5` file.
    case hdf5
    /// A model in protocol buffers: ONNX.
    case onnx
    /// A model for llama.cpp.
    case gguf
    /// A Python pickle of protocol 2 or later, among them PyTorch files from before version 1.6.
    ///
    /// Earlier protocols have no mark of their own.
    case pickle

    // MARK: Compressed files and archives

    /// Anything compressed with gzip.
    case gzip
    /// A zlib stream, which has no gzip header.
    case zlib
    /// A file of the old Unix `compress`.
    case compress
    /// A bzip2 file.
    case bzip2
    /// An xz file.
    case xz
    /// A Zstandard file.
    case zstandard
    /// A 7-Zip archive.
    case sevenZip
    /// A zip archive whose first member is none of those above.
    case zipArchive
    /// A tar archive.
    case tar

    // MARK: Tables

    /// Text with numbers or names that commas separate.
    case csv
    /// A table of Apache Parquet.
    case parquet
    /// Variables of MATLAB, up to version 7; those of 7.3 are HDF5.
    case matlab

    // MARK: Pictures

    /// Portable Network Graphics.
    case png
    /// JPEG.
    case jpeg
    /// Netpbm of the types P1 to P6.
    case netpbm
    /// Netpbm of type P7.
    case pam
    /// A Windows bitmap.
    case bmp
    /// GIF.
    case gif
    /// WebP.
    case webP
    /// TIFF.
    case tiff
    /// HEIC, as telephones write it.
    case heic
    /// AVIF.
    case avif

    // MARK: Documents

    /// A PDF document.
    case pdf
    /// A page of HTML, or anything else that begins with a tag.
    case webPage
    /// An XML document, among them SVG.
    case xml
    /// A text that stands for a file kept by Git LFS.
    case gitLFSPointer
    /// JSON text.
    case json
}

extension FileKind: CustomStringConvertible {
    /// The name of the kind with its article, as a sentence has it.
    public var description: String {
        switch self {
        case .idx: "an IDX file"
        case .safetensors: "a safetensors file"
        case .numPyArray: "a NumPy array"
        case .numPyArchive: "a NumPy archive (zip)"
        case .pyTorchArchive: "a PyTorch archive (zip)"
        case .kerasArchive: "a Keras archive (zip)"
        case .hdf5: "an HDF5 file"
        case .onnx: "an ONNX model"
        case .gguf: "a GGUF model"
        case .pickle: "a Python pickle"
        case .gzip: "gzip data"
        case .zlib: "a bare zlib stream"
        case .compress: "a file of `compress`"
        case .bzip2: "bzip2 data"
        case .xz: "xz data"
        case .zstandard: "Zstandard data"
        case .sevenZip: "a 7-Zip archive"
        case .zipArchive: "a zip archive"
        case .tar: "a tar archive"
        case .csv: "CSV text"
        case .parquet: "a Parquet table"
        case .matlab: "a MATLAB file"
        case .png: "a PNG picture"
        case .jpeg: "a JPEG picture"
        case .netpbm: "a Netpbm picture"
        case .pam: "a Netpbm picture of type P7 (PAM)"
        case .bmp: "a BMP picture"
        case .gif: "a GIF picture"
        case .webP: "a WebP picture"
        case .tiff: "a TIFF picture"
        case .heic: "a HEIC picture"
        case .avif: "an AVIF picture"
        case .pdf: "a PDF document"
        case .webPage: "a web page"
        case .xml: "an XML document"
        case .gitLFSPointer: "a Git LFS pointer"
        case .json: "JSON text"
        }
    }
}
