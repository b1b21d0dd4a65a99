#if Pictures
    internal import CTurboJPEG
#endif

/// JPEG, read through TurboJPEG, whose handles catch the errors of the decoder below.
///
/// The luma is decoded, which in nearly all files is stored as it is; colors are decoded a second
/// time, at a fraction of the size.
enum JPEG {
    static func decode(
        _ bytes: [UInt8], _ context: DecodingContext
    ) throws(PictureError) -> DecodedPicture {
        let segments = try JPEGSegments(bytes, context)
        #if Pictures
            return try decode(bytes, segments, context)
        #else
            throw context.unsupported(PictureFormat.withoutTrait)
        #endif
    }

    #if Pictures
        private static func decode(
            _ bytes: [UInt8], _ segments: JPEGSegments, _ context: DecodingContext
        ) throws(PictureError) -> DecodedPicture {
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
            let hasColors =
                storage.color != "grey" && storage.width * storage.height <= mostColoredPixels
                && scans.count <= mostColoredScans
            return DecodedPicture(
                storage: storage,
                luma: GreyImage(width: size.width, height: size.height, pixels: luma),
                colors: hasColors ? colors(bytes, storage) : nil)
        }

        /// Colors are decoded of pictures that have no more pixels and scans.
        private static let mostColoredPixels = 1 << 24
        private static let mostColoredScans = 12

        /// The colors at the smallest size that is enough; `nil` if the decoder fails, or all is grey.
        private static func colors(_ bytes: [UInt8], _ storage: PictureStorage) -> ColorImage? {
            let size = reducedSize(storage, sufficient: ColorImage.extent * 2 / 3)
            var pixels = [UInt8](repeating: 0, count: 3 * size.width * size.height)
            // The luma of the same bytes was sound.
            if decode(bytes, into: &pixels, size, TJPF_RGB, channels: 3, flags: 0) != nil {
                return nil
            }
            var reduction = ColorReduction(width: size.width, height: size.height, isNeeded: true)
            for y in 0..<size.height {
                for x in 0..<size.width {
                    let place = 3 * (y * size.width + x)
                    reduction.add(pixels[place], pixels[place + 1], pixels[place + 2], x: x, y: y)
                }
            }
            return reduction.image
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
                extent.map { extent in [8, 4, 2].first { extent * $0 <= max(width, height) } ?? 1 }
                ?? 1
            return ((width + divisor - 1) / divisor, (height + divisor - 1) / divisor)
        }

        /// Decodes the luma, or colors; returns what TurboJPEG says if it does not succeed.
        private static func decode(
            _ bytes: [UInt8], into pixels: inout [UInt8], _ size: (width: Int, height: Int),
            _ format: TJPF = TJPF_GRAY, channels: Int = 1, flags: CInt
        ) -> String? {
            // Safety: the handle is used by this call alone, and destroyed at its end.
            guard let handle = unsafe tjInitDecompress() else { return "insufficient memory" }
            defer { _ = unsafe tjDestroy(handle) }
            let status = unsafe bytes.withUnsafeBufferPointer { file in
                unsafe pixels.withUnsafeMutableBufferPointer { target in
                    // Safety: the target has `height` rows of `width` pixels, whose bytes are the pitch.
                    unsafe tjDecompress2(
                        handle, file.baseAddress, UInt(file.count), target.baseAddress,
                        CInt(size.width), CInt(channels * size.width), CInt(size.height),
                        CInt(format.rawValue),
                        flags | TJFLAG_LIMITSCANS)
                }
            }
            if status == 0 { return nil }
            // Safety: the text belongs to the handle and is copied before it is destroyed.
            return unsafe String(cString: tjGetErrorStr2(handle))
        }
    #endif
}
