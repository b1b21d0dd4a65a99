/// The package as a whole.
public enum SwiftMNIST {
    /// The version of this package: that of its newest release, such as `0.1.0`.
    ///
    /// Versions are semantic (semver.org); `docs/stability.md` says what they promise. `mnist
    /// --version` prints this text.
    public static let version = "0.1.0"
}
