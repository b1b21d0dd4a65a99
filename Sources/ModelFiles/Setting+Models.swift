public import FileIO

/// The settings of ``ModelOptions`` that errors name.
extension Setting {
    /// ``ModelOptions/architecture``.
    public static let architecture = Setting("architecture")
    /// ``ModelOptions/weightOrder``.
    public static let weightOrder = Setting("weightOrder")
    /// ``ModelOptions/hiddenActivation``.
    public static let hiddenActivation = Setting("hiddenActivation")
    /// ``ModelOptions/outputActivation``.
    public static let outputActivation = Setting("outputActivation")
    /// ``ModelOptions/isStrict``.
    public static let isStrict = Setting("isStrict")
    /// `PixelProbe`, which tries ranges of pixels.
    public static let pixelProbe = Setting("PixelProbe")
    /// ``ArchitectureDraft``, which makes a start of an architecture file.
    public static let architectureDraft = Setting("ArchitectureDraft")
    /// ``ModelOptions/normalization``.
    public static let normalization = Setting("normalization")
    /// ``ModelOptions/inputShape``.
    public static let inputShape = Setting("inputShape")
    /// ``ModelOptions/classNames``.
    public static let classNames = Setting("classNames")
    /// ``ModelOptions/allowsNonFinite``.
    public static let allowsNonFinite = Setting("allowsNonFinite")
}
