internal import FileIO

extension FileKind {
    /// What a file is that is no picture, or none that is read, and what to do about it.
    ///
    /// `nil` for a kind that is hardly ever mistaken for a picture; the first bytes are then shown
    /// instead.
    ///
    /// - Parameter name: What the caller calls a setting.
    func advice(naming name: (Setting) -> String) -> String? {
        switch self {
        case .gif: "is a GIF picture: convert it to PNG"
        case .webP: "is a WebP picture: convert it to PNG or JPEG"
        case .tiff: "is a TIFF picture: convert it to PNG"
        case .heic: "is a HEIC picture: export it as JPEG"
        case .avif: "is an AVIF picture: convert it to PNG or JPEG"
        case .pam: "is a Netpbm picture of type P7 (PAM): convert it to P5 or P6"
        case .pdf: "is a PDF document: export the page as PNG"
        case .xml: "is an XML document: export it as PNG"
        case .webPage: "looks like a web page, not a picture: download it again"
        case .gitLFSPointer: "is a Git LFS pointer, not the file itself: run `git lfs pull`"
        case .gzip:
            "is gzip-compressed: images in IDX files are named with \(name(.images)) and "
                + name(.imageIndex)
        case .idx, .numPyArray, .numPyArchive, .csv:
            "is \(self): its images are named with \(name(.images)) and \(name(.imageIndex))"
        case .safetensors, .onnx, .gguf, .pyTorchArchive, .kerasArchive, .hdf5:
            "is \(self), not a picture"
        case .zipArchive, .tar: "is \(self): unpack it first"
        default: nil
        }
    }
}
