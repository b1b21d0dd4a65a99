/// One implementation of the kernels, for one instruction set.
///
/// All variants give the same bits; they differ in speed only. Every function uses ``active``
/// unless it is told otherwise, which tests do to compare them.
public struct KernelVariant: Hashable, Sendable {
    /// `portable`, `avx2`, `avx512`, `avx512vbmi2` or `neon`.
    public let name: String

    /// The position in the table of variants, worst first.
    let index: Int

    init(name: String, index: Int) {
        self.name = name
        self.index = index
    }

    /// The variant in use: the best one this processor supports.
    ///
    /// The environment variable `MNIST_KERNELS`, set to the name of a variant, caps the choice.
    public static let active: KernelVariant = Kernels.activeVariant()

    /// The names that variants have, on whatever processor.
    package static let knownNames = ["portable", "avx2", "avx512", "avx512vbmi2", "neon"]

    /// All variants that this processor supports, slowest first: `portable` leads.
    public static let supportedHere: [KernelVariant] = Kernels.supportedVariants()
}

extension KernelVariant: CustomStringConvertible {
    /// The name of the variant.
    public var description: String { name }
}
