internal import CPNGReader

/// PNG, read through libpng.
///
/// Samples of 16 bits are rounded to 8; color profiles and gamma do not change them. libpng's
/// simplified interface is not used: that of version 1.6.39, as Debian 12 has it, mixes up the rows
/// of interlaced pictures of 16 bits.
enum PNG {
    static func decode(
        _ bytes: [UInt8], _ context: DecodingContext
    ) throws(PictureError) -> DecodedPicture {
        let chunks = try PNGChunks(bytes, context)
        try context.check(width: chunks.storage.width, height: chunks.storage.height)
        try chunks.checkDataSize(context)
        let samples = try samples(bytes, chunks, context)
        return picture(samples, channels: chunks.channels, storage: chunks.storage)
    }

    /// The samples of each pixel: grey, grey with alpha, RGB or RGBA.
    private static func samples(
        _ bytes: [UInt8], _ chunks: PNGChunks, _ context: DecodingContext
    ) throws(PictureError) -> [UInt8] {
        let (width, height) = (chunks.storage.width, chunks.storage.height)
        var samples = [UInt8](repeating: 0, count: width * height * chunks.channels)
        var message = [CChar](repeating: 0, count: Int(CPNG_MESSAGE_SIZE))
        // Safety: the three arrays have the sizes that the function is told or demands, and it
        // keeps none of the addresses.
        let isRead = unsafe samples.withUnsafeMutableBufferPointer { target in
            unsafe bytes.withUnsafeBufferPointer { file in
                unsafe cpng_read(
                    file.baseAddress, file.count, UInt32(width), UInt32(height),
                    CInt(chunks.channels), target.baseAddress, &message)
            }
        }
        guard isRead == 1 else {
            let words = String(
                decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            throw context.damaged(
                chunks.dataOffset, "expected sound image data, found: \(words)")
        }
        return samples
    }

    private static func picture(
        _ samples: [UInt8], channels: Int, storage: PictureStorage
    ) -> DecodedPicture {
        let count = storage.width * storage.height
        var luma = [UInt8](repeating: 0, count: count)
        for pixel in 0..<count {
            let sample = pixel * channels
            luma[pixel] =
                channels < 3
                ? samples[sample]
                : PictureDecoding.luma(
                    samples[sample], samples[sample + 1], samples[sample + 2])
        }
        var alpha: [UInt8]?
        if channels.isMultiple(of: 2) {
            let opacity = (0..<count).map { samples[($0 + 1) * channels - 1] }
            if opacity.contains(where: { $0 < 255 }) { alpha = opacity }
        }
        return DecodedPicture(
            storage: storage,
            luma: GreyImage(width: storage.width, height: storage.height, pixels: luma),
            alpha: alpha)
    }
}
