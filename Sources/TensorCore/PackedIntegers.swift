internal import CKernels
internal import Synchronization

/// Weights of eight bits in the order in which the kernels of integers read them, and how their sums
/// become codes or real numbers.
///
/// The numbers (a contract): the sum of output m is the integer `S = start[m] + Σ x[k] · w[m, k]`,
/// exact. What it gives is the real number `t = fma(Float(S), scale[m], offset[m])`, or the code: t
/// clamped to `lowest...255` and rounded to the nearest integer, ties to even.
///
/// Variants read one of two forms, each of which is packed when it is first asked for.
///
/// Safety of `@unchecked Sendable`: a form is written once, before its address is published, under the
/// lock; it belongs to this object alone, and lives exactly as long.
@safe public final class PackedIntegers: @unchecked Sendable {
    /// The most terms that a sum may have, so that it does not overflow.
    public static let mostTerms = Int(CK_U8_MOST_TERMS)

    /// The number of outputs, M.
    public let outputs: Int
    /// What the sums become; see the type.
    public let rounding: IntegerRounding
    /// Whether results never fall where their sums rise: no scale is below 0.
    public let risesWithSums: Bool
    /// The distances from the beginning of a window at which its quads of four codes begin.
    let places: [UInt32]

    /// Shape `[M, 4 · quads]`, row-major; made for the packing of a form and held no longer.
    private let weights: @Sendable () -> [Int8]
    private let start: [Int32]
    private let scale: [Float]
    private let offset: [Float]
    /// The addresses of the forms, 0 before they are packed: reading one takes no lock.
    private let quads = Atomic<UInt>(0)
    private let pairs = Atomic<UInt>(0)
    private let packing = Mutex<Void>(())

    /// Takes weights.
    ///
    /// - Parameters:
    ///   - weights: Gives shape `[M, 4 · places.count]`, row-major: four for each quad, zeros where
    ///     there is no input. Called when a form is packed.
    ///   - places: Where each quad begins in a window of codes.
    ///   - start: M integers that sums start from.
    ///   - scale: M factors.
    ///   - offset: M shifts.
    ///   - rounding: What the sums become.
    /// - Precondition: there are outputs, the counts fit, and a sum has at most ``mostTerms``.
    public init(
        weights: @escaping @Sendable () -> [Int8], places: [UInt32], start: [Int32],
        scale: [Float], offset: [Float], rounding: IntegerRounding
    ) {
        precondition(
            !start.isEmpty && start.count == scale.count && start.count == offset.count
                && places.count * 4 <= Self.mostTerms + 3,
            "\(scale.count) factors and \(offset.count) shifts do not fit \(start.count) outputs of "
                + "\(places.count) quads")
        self.weights = weights
        self.places = places
        outputs = start.count
        self.rounding = rounding
        risesWithSums = scale.allSatisfy { $0 >= 0 }
        self.start = start.padded(to: Kernels.panelWidth)
        self.scale = scale.padded(to: Kernels.panelWidth)
        self.offset = offset.padded(to: Kernels.panelWidth)
    }

    deinit {
        for address in [quads.load(ordering: .acquiring), pairs.load(ordering: .acquiring)] {
            // Safety: allocated below and freed nowhere else.
            unsafe UnsafeMutableRawPointer(bitPattern: address)?.deallocate()
        }
    }

    /// Lends what C reads.
    func withView(_ form: ck_s8_form, group: Int = 1, _ body: (UnsafePointer<ck_u8_layer>) -> Void)
    {
        let packed = unsafe packed(form)
        // Safety: the arrays and the form outlive the closure, since this object does.
        withExtendedLifetime(self) {
            unsafe places.withUnsafeBufferPointer { places in
                unsafe start.withUnsafeBufferPointer { start in
                    unsafe scale.withUnsafeBufferPointer { scale in
                        unsafe offset.withUnsafeBufferPointer { offset in
                            var view = unsafe ck_u8_layer(
                                outputs: outputs, group: group, quads: places.count,
                                places: places.baseAddress, packed: packed,
                                start: start.baseAddress, scale: scale.baseAddress,
                                offset: offset.baseAddress, lowest: rounding.lowest,
                                gives_floats: rounding.givesFloats ? 1 : 0)
                            unsafe body(&view)
                        }
                    }
                }
            }
        }
    }

    private func packed(_ form: ck_s8_form) -> UnsafeRawPointer? {
        let known = address(form)
        return unsafe UnsafeRawPointer(bitPattern: known != 0 ? known : pack(form))
    }

    private func address(_ form: ck_s8_form) -> UInt {
        form == CK_S8_QUADS ? quads.load(ordering: .acquiring) : pairs.load(ordering: .acquiring)
    }

    /// Packs a form, if nobody else has done so in the meantime.
    private func pack(_ form: ck_s8_form) -> UInt {
        packing.withLock { _ in
            let known = address(form)
            guard known == 0 else { return known }
            let size = ck_s8_packed_size(form, places.count, outputs)
            precondition(size > 0, "\(outputs) outputs of \(places.count) quads cannot be packed")
            let weights = weights()
            precondition(
                weights.count == outputs * places.count * 4,
                "\(weights.count) weights do not fit \(outputs) outputs of \(places.count) quads")
            // Safety: as many bytes are written as are allocated, and the weights are as many as
            // were just counted.
            let storage = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 64)
            unsafe weights.withUnsafeBufferPointer {
                unsafe ck_s8_pack(form, places.count, outputs, $0.baseAddress, storage)
            }
            let packed = UInt(bitPattern: storage)
            if form == CK_S8_QUADS {
                quads.store(packed, ordering: .releasing)
            } else {
                pairs.store(packed, ordering: .releasing)
            }
            return packed
        }
    }
}

/// What becomes of a sum of integers.
public enum IntegerRounding: Sendable, Hashable {
    /// A code: clamped to `lowest...255` and rounded to the nearest integer, ties to even.
    case code(lowest: UInt8)
    /// The real number.
    case float

    var lowest: Float {
        if case .code(let lowest) = self { return Float(lowest) }
        return 0
    }

    /// Whether it is the real number.
    public var givesFloats: Bool { self == .float }
}

extension Array where Element: AdditiveArithmetic {
    /// The array with zeros up to a multiple of a count.
    func padded(to multiple: Int) -> [Element] {
        let rest = count % multiple
        return rest == 0 ? self : self + Array(repeating: .zero, count: multiple - rest)
    }
}
