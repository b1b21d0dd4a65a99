public import FileIO

/// The settings of ``ModelOptions`` that errors name.
extension Setting {
    /// ``ModelOptions/architecture``.
    public static let architecture = Setting("architecture")
    /// ``ModelOptions/weightOrder``.
    public static let weightOrder = Setting("weightOrder")
    /// ``ModelOptions/hiddenActivation``.
    public static let hiddenActivation = Setting("hiddenActivation")
    /// ``ModelOptions/normalization``.
    public static let normalization = Setting("normalization")
    /// ``ModelOptions/inputShape``.
    public static let inputShape = Setting("inputShape")
    /// ``ModelOptions/classNames``.
    public static let classNames = Setting("classNames")
    /// ``ModelOptions/allowsNonFinite``.
    public static let allowsNonFinite = Setting("allowsNonFinite")
}
