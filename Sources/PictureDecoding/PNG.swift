#if Pictures
    internal import CPNGReader
#endif

/// PNG, read through libpng.
///
/// Samples of 16 bits are rounded to 8; color profiles and gamma do not change them. Each row becomes
/// luma as soon as it is decoded, so that colors take no memory. Rows of interlaced pictures are
/// put in their places here: libpng 1.6.39, as Debian 12 has it, mixes them up where there are 16
/// bits and its simplified interface is used.
enum PNG {
    static func decode(
        _ bytes: [UInt8], _ context: DecodingContext
    ) throws(PictureError) -> DecodedPicture {
        let chunks = try PNGChunks(bytes, context)
        try context.check(width: chunks.header.width, height: chunks.header.height)
        #if Pictures
            return try decode(bytes, chunks, context)
        #else
            throw context.unsupported(PictureFormat.withoutTrait)
        #endif
    }

    #if Pictures
        private static func decode(
            _ bytes: [UInt8], _ chunks: PNGChunks, _ context: DecodingContext
        ) throws(PictureError) -> DecodedPicture {
            try chunks.checkDataSize(context)
            try PNGDataCheck.run(bytes, chunks, context)
            var rows = PNGRows(chunks)
            do throws(PNGProblem) {
                // Safety: the reader is closed before the bytes move.
                try unsafe bytes.withUnsafeBufferPointer { file throws(PNGProblem) in
                    try unsafe read(file, into: &rows)
                }
            } catch {
                throw context.damaged(chunks.data.lowerBound, error.words)
            }
            let alpha = rows.isOpaque ? nil : rows.alpha
            return DecodedPicture(
                storage: chunks.storage,
                luma: GreyImage(
                    width: chunks.header.width, height: chunks.header.height, pixels: rows.luma),
                alpha: alpha, colors: rows.colors.image)
        }

        private static func read(
            _ file: UnsafeBufferPointer<UInt8>, into rows: inout PNGRows
        ) throws(PNGProblem) {
            var message = [CChar](repeating: 0, count: Int(CPNG_MESSAGE_SIZE))
            var row = [UInt8](repeating: 0, count: rows.header.width * rows.channels)
            // Safety: the message has the size that the functions demand, and a row the stride given.
            guard
                let reader = unsafe cpng_open(file.baseAddress, file.count, row.count, &message)
            else { throw PNGProblem(message) }
            defer { unsafe cpng_close(reader) }
            for pass in rows.header.passes {
                for index in 0..<pass.rows {
                    guard unsafe cpng_read_row(reader, &row, &message) == 1 else {
                        throw PNGProblem(message)
                    }
                    try rows.put(row, index, pass)
                }
            }
        }
    #endif
}

/// What is wrong with image data whose length and checksums are sound.
struct PNGProblem: Error {
    let words: String

    init(words: String) { self.words = words }

    /// What libpng says, in a text that ends with NUL.
    init(_ message: [CChar]) {
        let text = message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        words = "expected sound image data, found: \(String(decoding: text, as: UTF8.self))"
    }
}
