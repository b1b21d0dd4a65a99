internal import CTurboJPEG

/// JPEG, read through TurboJPEG, whose handles catch the errors of the decoder below.
///
/// Only the luma is decoded, which in nearly all files is stored as it is: colors cost nothing.
enum JPEG {
    static func decode(
        _ bytes: [UInt8], _ context: DecodingContext
    ) throws(PictureError) -> DecodedPicture {
        let segments = try JPEGSegments(bytes, context)
        let storage = segments.storage
        try context.check(width: storage.width, height: storage.height)
        try segments.checkFileSize(bytes.count, context)
        let scans = try JPEGScans(bytes, segments, context)
        let size = reducedSize(storage, sufficient: context.sufficientExtent)
        var luma = [UInt8](repeating: 0, count: size.width * size.height)
        // A picture of which some rows are missing or guessed is refused, so warnings are errors.
        var problem = decode(bytes, into: &luma, size, flags: TJFLAG_STOPONWARNING)
        if let end = scans.end, let count = problem.flatMap(paddingBeforeEnd),
            end - count > segments.scanOffset, scans.mayBeDecodedTwice,
            bytes.count <= context.limits.jpegBytes / 2
        {
            // Some cameras pad their last scan. Without that the file has to be sound: the decoder
            // would tell of the padding alone, whatever else is wrong.
            var trimmed = bytes
            trimmed.removeSubrange(end - count..<end)
            problem = decode(trimmed, into: &luma, size, flags: TJFLAG_STOPONWARNING)
        }
        if let problem {
            throw context.damaged(
                segments.scanOffset, "expected a sound scan, found: \(problem)")
        }
        return DecodedPicture(
            storage: storage,
            luma: GreyImage(width: size.width, height: size.height, pixels: luma))
    }

    /// How many bytes stand before the end of the image that are part of no scan, if TurboJPEG says
    /// that: "Corrupt JPEG data: 12 extraneous bytes before marker 0xd9".
    private static func paddingBeforeEnd(_ problem: String) -> Int? {
        let words = problem.split(separator: " ")
        guard problem.hasSuffix("extraneous bytes before marker 0xd9"), words.count > 5 else {
            return nil
        }
        return Int(words[words.count - 6])
    }

    /// The size at which the decoder is to reconstruct the picture.
    private static func reducedSize(
        _ storage: PictureStorage, sufficient extent: Int?
    ) -> (width: Int, height: Int) {
        let (width, height) = (storage.width, storage.height)
        let divisor =
            extent.map { extent in [8, 4, 2].first { extent * $0 <= max(width, height) } ?? 1 } ?? 1
        return ((width + divisor - 1) / divisor, (height + divisor - 1) / divisor)
    }

    /// Decodes the luma; returns what TurboJPEG says if it does not succeed.
    private static func decode(
        _ bytes: [UInt8], into luma: inout [UInt8], _ size: (width: Int, height: Int), flags: CInt
    ) -> String? {
        // Safety: the handle is used by this call alone, and destroyed at its end.
        guard let handle = unsafe tjInitDecompress() else { return "insufficient memory" }
        defer { _ = unsafe tjDestroy(handle) }
        let status = unsafe bytes.withUnsafeBufferPointer { file in
            unsafe luma.withUnsafeMutableBufferPointer { target in
                // Safety: the target has `height` rows of `width` bytes, which is the pitch.
                unsafe tjDecompress2(
                    handle, file.baseAddress, UInt(file.count), target.baseAddress,
                    CInt(size.width), CInt(size.width), CInt(size.height), CInt(TJPF_GRAY.rawValue),
                    flags | TJFLAG_LIMITSCANS)
            }
        }
        if status == 0 { return nil }
        // Safety: the text belongs to the handle and is copied before it is destroyed.
        return unsafe String(cString: tjGetErrorStr2(handle))
    }
}
