import CKernels
import TestSupport
import Testing

/// As in ``BoundsTests``, every buffer ends at a page without access; and sums are those of loops.
@Suite("Bounds of kernels of integers")
struct IntegerBoundsTests {
    /// A window over a map `[H, W, C]`, and how many lie side by side and below one another.
    struct Case: Sendable {
        let channels, outputs, kernel, dilation, width, count: Int

        init(
            _ channels: Int, to outputs: Int, kernel: Int, dilation: Int = 1, windows count: Int
        ) {
            self.channels = channels
            self.outputs = outputs
            self.kernel = kernel
            self.dilation = dilation
            self.count = count
            width = count + (kernel - 1) * dilation
        }

        /// Where the quads of a window begin: row by row, or tap by tap if it is dilated.
        var places: [UInt32] {
            let codes = dilation == 1 ? kernel * channels : channels
            return (0..<kernel).flatMap { y in
                (0..<(dilation == 1 ? 1 : kernel)).flatMap { x in
                    (0..<(codes + 3) / 4).map {
                        UInt32((y * dilation * width + x * dilation) * channels + $0 * 4)
                    }
                }
            }
        }
        var starts: [UInt32] {
            (0..<count).flatMap { y in
                (0..<count).map { UInt32((y * width + $0) * channels) }
            }
        }
        /// To the end of the last quad.
        var codes: Int { Int((places.max() ?? 0) + (starts.max() ?? 0)) + 4 }
    }

    static let variants = Array(0..<ck_variant_count())
    static let cases = [
        Case(1, to: 32, kernel: 5, windows: 8), Case(1, to: 16, kernel: 3, windows: 4),
        Case(16, to: 16, kernel: 3, windows: 10), Case(32, to: 33, kernel: 3, windows: 6),
        Case(64, to: 70, kernel: 3, windows: 3), Case(3, to: 64, kernel: 3, windows: 7),
        Case(64, to: 16, kernel: 1, windows: 6), Case(20, to: 48, kernel: 2, windows: 2),
        Case(8, to: 64, kernel: 9, dilation: 2, windows: 4),
        Case(24, to: 20, kernel: 3, dilation: 3, windows: 5),
        Case(256, to: 17, kernel: 3, windows: 4), Case(260, to: 16, kernel: 3, windows: 4),
    ]

    @Test("windows give what loops give, and touch nothing else", arguments: variants, cases)
    func windows(variant: Int, test: Case) throws {
        // Safety: the tables are constants.
        let table = try unsafe #require(ck_variant(variant)).pointee.integers.pointee
        var generator = SeededGenerator(seed: 5)
        let layer = IntegerLayer(table.form, test.outputs, test.places, &generator)
        let x = GuardedBuffer(
            generator.pixels(test.codes + Int(CK_U8_SLACK), zeroShare: 0.3))
        let sums = test.starts.map { layer.sums(x.values, from: Int($0)) }
        let starts = GuardedBuffer(test.starts)
        for group in test.count.isMultiple(of: 2) ? [1, 4] : [1] {
            let expected = stride(from: 0, to: sums.count, by: group).flatMap { first in
                (0..<test.outputs).map { m in sums[first..<first + group].map { $0[m] }.max() ?? 0 }
            }
            unsafe layer.check(expected, group: group) { view, y in
                // Safety: the buffers have the sizes that the functions ask for; that no more is
                // touched is what is tested.
                unsafe table.windows(view, sums.count, starts.start, x.start, y)
            }
        }
        #expect(x.isIntactBefore)
    }

    @Test("rows give what loops give, and touch nothing else", arguments: variants)
    func rows(variant: Int) throws {
        // Safety: the tables are constants.
        let table = try unsafe #require(ck_variant(variant)).pointee.integers.pointee
        var generator = SeededGenerator(seed: 6)
        for (inputs, outputs) in [
            (784, 50), (64, 16), (1, 1), (63, 17), (65, 33), (130, 48), (128, 70), (3_136, 10),
        ] {
            let places = (0..<(inputs + 3) / 4).map { UInt32($0 * 4) }
            let layer = IntegerLayer(table.form, outputs, places, &generator)
            for (count, zeroShare) in [
                (1, 0.8), (3, 0.3), (4, 0.8), (5, 0.2), (15, 0.8), (16, 1), (17, 0.3), (31, 0.5),
                (32, 0.8), (33, 0.2), (70, 0.97),
            ] {
                let x = GuardedBuffer(generator.pixels(count * inputs, zeroShare: zeroShare))
                let expected = (0..<count).flatMap { row in
                    let codes = x.values[row * inputs..<(row + 1) * inputs]
                    return layer.sums(codes + [0, 0, 0], from: 0)
                }
                let words = GuardedBuffer(
                    [UInt32](
                        repeating: 0,
                        count: min(count, Int(CK_U8_ROWS)) * ck_u8_row_words(places.count)))
                unsafe layer.check(expected, group: 1) { view, y in
                    // Safety: as for windows.
                    unsafe table.rows(view, count, inputs, x.start, y, words.start)
                }
                #expect(x.isIntactBefore)
                #expect(words.isIntactBefore)
            }
        }
    }
}

/// Packed weights, and what sums become.
private struct IntegerLayer {
    private let outputs: Int
    private let weights: [Int8]
    private let packed: GuardedBuffer<UInt8>
    private let places: GuardedBuffer<UInt32>
    private let start: GuardedBuffer<Int32>
    private let scale: GuardedBuffer<Float>
    private let offset: GuardedBuffer<Float>

    init(
        _ form: ck_s8_form, _ outputs: Int, _ places: [UInt32], _ generator: inout SeededGenerator
    ) {
        self.outputs = outputs
        self.places = GuardedBuffer(places)
        weights = generator.pixels(outputs * places.count * 4, zeroShare: 0).map {
            Int8(truncatingIfNeeded: $0)
        }
        let whole = (outputs + 15) / 16 * 16
        start = GuardedBuffer(
            generator.pixels(whole, zeroShare: 0).map { Int32($0) * 100 - 12_000 })
        scale = GuardedBuffer([Float](repeating: 1 / 4_096, count: whole))
        offset = GuardedBuffer(generator.floats(whole).map { $0 + 100 })
        packed = GuardedBuffer(
            [UInt8](repeating: 0, count: ck_s8_packed_size(form, places.count, outputs)))
        // Safety: the buffer has the size that was asked for.
        unsafe weights.withUnsafeBufferPointer {
            unsafe ck_s8_pack(form, places.count, outputs, $0.baseAddress, packed.start)
        }
    }

    /// The sum of each output over the quads of a window.
    func sums(_ codes: some RandomAccessCollection<UInt8>, from first: Int) -> [Int] {
        let codes = Array(codes)
        let places = places.values, start = start.values
        return (0..<outputs).map { m in
            var sum = Int(start[m])
            for (quad, place) in places.enumerated() {
                for k in 0..<4 {
                    sum +=
                        Int(codes[first + Int(place) + k])
                        * Int(weights[(m * places.count + quad) * 4 + k])
                }
            }
            return sum
        }
    }

    /// Compares the real numbers and the codes of sums with what kernels write.
    func check(
        _ sums: [Int], group: Int,
        _ run: (UnsafePointer<ck_u8_layer>, UnsafeMutableRawPointer) -> Void
    ) {
        let scale = scale.values, offset = offset.values
        let expected = sums.enumerated().map { index, sum in
            offset[index % outputs].addingProduct(Float(sum), scale[index % outputs])
        }
        let floats = GuardedBuffer([Float](repeating: .nan, count: sums.count))
        let codes = GuardedBuffer([UInt8](repeating: 0, count: sums.count))
        var view = unsafe ck_u8_layer(
            outputs: outputs, group: group, quads: places.count, places: places.start,
            packed: packed.start, start: start.start, scale: self.scale.start,
            offset: self.offset.start, lowest: 3, gives_floats: 1)
        unsafe run(&view, floats.start)
        unsafe view.gives_floats = 0
        unsafe run(&view, codes.start)
        #expect(floats.values == expected)
        #expect(
            codes.values
                == expected.map { UInt8(min(max($0, 3), 255).rounded(.toNearestOrEven)) })
        #expect(floats.isIntactBefore)
        #expect(codes.isIntactBefore)
        #expect(packed.isIntactBefore)
    }
}
