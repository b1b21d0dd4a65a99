internal import CKernels

/// One implementation of the kernels, for one instruction set.
///
/// All variants give the same bits; they differ in speed only. Every function uses ``active``
/// unless it is told otherwise, which tests do to compare them.
///
/// Safety of `@unchecked Sendable`: the table is a constant of the C module, which lives as long as
/// the process and is never written.
@safe public struct KernelVariant: Hashable, @unchecked Sendable {
    /// The kernels: a plain pointer, so that handing a variant on costs nothing in short calls.
    let table: UnsafePointer<ck_table>

    /// `portable`, `avx2`, `avxvnni`, `avx512`, `avx512vbmi2`, `avx512amx`, `neon`, `neoni8mm`
    /// or `simd128`.
    public var name: String {
        // Safety: the names are constant C strings.
        unsafe String(cString: table.pointee.name)
    }

    /// The variant in use: the best one this processor supports.
    ///
    /// The environment variable `MNIST_KERNELS`, set to the name of a variant, caps the choice.
    public static let active: KernelVariant =
        unsafe ck_active().map { unsafe KernelVariant(table: $0) } ?? supportedHere[0]

    /// The names that variants have, on whatever processor.
    package static let knownNames: [String] = {
        var names: [String] = []
        // Safety: the names are constant C strings.
        while let name = unsafe ck_variant_name(names.count) {
            unsafe names.append(String(cString: name))
        }
        return names
    }()

    /// All variants that this processor supports, slowest first: `portable` leads.
    public static let supportedHere: [KernelVariant] =
        (0..<ck_variant_count()).compactMap { index in
            unsafe ck_variant(index).map { unsafe KernelVariant(table: $0) }
        }

    /// Whether both are the same variant.
    public static func == (left: KernelVariant, right: KernelVariant) -> Bool {
        unsafe left.table == right.table
    }

    /// Hashes the variant.
    public func hash(into hasher: inout Hasher) {
        unsafe hasher.combine(table)
    }
}

extension KernelVariant: CustomStringConvertible {
    /// The name of the variant.
    public var description: String { name }
}
