// What takes the place of decoders that browsers have themselves: they hand over pixels.

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

enum BMP {
    static func decode(
        _ bytes: [UInt8], _ context: DecodingContext
    ) throws(PictureError) -> DecodedPicture {
        throw context.unsupported("the browser's decoder")
    }
}
