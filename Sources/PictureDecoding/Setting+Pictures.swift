public import FileIO

extension Setting {
    /// The IDX file of a data set's images.
    public static let images = Setting("images")
    /// Which images of a data set.
    public static let imageIndex = Setting("index")
    /// The most pixels that a picture may have: ``PictureLimits/pixels``.
    public static let maximumPixels = Setting("PictureLimits.pixels")
}
