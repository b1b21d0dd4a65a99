// What takes the place of libpng and TurboJPEG: the browser decodes, and hands over pixels.

enum PNG {
    static func decode(
        _ bytes: [UInt8], _ context: DecodingContext
    ) throws(PictureError) -> DecodedPicture {
        throw context.unsupported("the browser's decoder")
    }
}

enum JPEG {
    static func decode(
        _ bytes: [UInt8], _ context: DecodingContext
    ) throws(PictureError) -> DecodedPicture {
        throw context.unsupported("the browser's decoder")
    }
}
