#if Pictures
    internal import CPNG
#endif

extension GreyImage {
    /// The image as a PNG of 8-bit grey, without loss.
    ///
    /// - Returns: The bytes of the file; `nil` when memory is lacking, or the package was built
    ///   without its trait `Pictures`.
    public func pngBytes() -> [UInt8]? {
        #if Pictures
            compressed()
        #else
            nil
        #endif
    }

    #if Pictures
        private func compressed() -> [UInt8]? {
            // Safety: a C structure whose fields are all zero is what libpng asks for.
            var header = unsafe png_image()
            unsafe header.version = png_uint_32(PNG_IMAGE_VERSION)
            unsafe header.width = png_uint_32(width)
            unsafe header.height = png_uint_32(height)
            // Its other bits say color, alpha and 16 bits: 0 is grey of 8 bits.
            unsafe header.format = 0
            // Safety: it frees what libpng took, and nothing a second time.
            defer { unsafe png_image_free(&header) }
            // Deflate makes data a little larger at worst; the frame takes less than 1,000 bytes.
            var bytes = [UInt8](
                repeating: 0, count: pixels.count + pixels.count / 8 + height + 4096)
            var size = bytes.count
            // Safety: libpng writes at most `size` bytes, and reads rows of `width` of the pixels.
            let isWritten = unsafe bytes.withUnsafeMutableBytes { target in
                unsafe pixels.withUnsafeBytes { source in
                    unsafe png_image_write_to_memory(
                        &header, target.baseAddress, &size, 0, source.baseAddress,
                        png_int_32(width),
                        nil)
                }
            }
            return isWritten != 0 ? Array(bytes.prefix(size)) : nil
        }
    #endif
}
