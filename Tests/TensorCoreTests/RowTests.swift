import Foundation
import TensorCore
import TestSupport
import Testing

@Suite("Functions of rows")
struct RowTests {
    private func softmax(_ row: [Float], _ variant: KernelVariant = .active) -> [Float] {
        Matrix([row]).softmaxOfRows(variant: variant).row(0)
    }

    @Test("softmax of the known examples")
    func softmaxExamples() {
        // Values printed by NumPy in double precision, eight digits.
        let examples: [([Float], [Double])] = [
            ([0.3, 2.9, 4.0], [0.018_211_27, 0.245_191_81, 0.736_596_91]),
            ([1010, 1000, 990], [9.999_546_0e-1, 4.539_786_8e-5, 2.061_060_0e-9]),
        ]
        for (x, expected) in examples {
            #expect(agree(softmax(x), expected))
        }
    }

    @Test("softmax is as near the exact values as the error bound says")
    func softmaxBound() {
        var generator = SeededGenerator(seed: 3)
        for columns in [1, 2, 10, 17, 100] {
            let x = generator.floats(columns, in: -20...20)
            let largest = Double(x.max() ?? 0)
            // The subtraction is off by half an ULP of its result, which exp turns into a relative
            // error; then exp, a sum of K terms of one sign, and the division.
            let shifted = x.map { Double($0) - largest }
            let exact = shifted.map { Foundation.exp($0) }
            let sum = exact.reduce(0, +)
            for (index, y) in softmax(x).enumerated() {
                let relative = (2 * 40 + 2 * 2 * 0.88 + Double(columns) + 1) * 0x1p-24
                let expected = exact[index] / sum
                #expect(abs(Double(y) - expected) <= relative * expected)
            }
        }
    }

    @Test("softmax adds in rising order", arguments: KernelVariant.supportedHere)
    func softmaxOrder(variant: KernelVariant) {
        var generator = SeededGenerator(seed: 11)
        for columns in [3, 10, 33] {
            let x = generator.floats(columns, in: -3...3)
            let largest = x.max() ?? 0
            var powers = x.map { $0 - largest }
            var span = powers.mutableSpan
            Kernels.exp(&span, variant: variant)
            let sum = powers.reduce(0, +)
            #expect(bits(softmax(x, variant)) == bits(powers.map { $0 / sum }))
        }
    }

    @Test("equal logits share evenly, however large", arguments: [Float(0), 1e38, -1e38, 3.4e38])
    func equalLogits(value: Float) {
        #expect(softmax([value, value, value, value]) == [0.25, 0.25, 0.25, 0.25])
    }

    @Test("logits further apart than floats reach give 1 and 0")
    func farApart() {
        #expect(softmax([3.4e38, -3.4e38]) == [1, 0])
        #expect(softmax([0, 1000]) == [0, 1])
    }

    @Test("infinite logits share the probability, minus infinity gets none")
    func infinities() {
        #expect(softmax([1, .infinity, 3]) == [0, 1, 0])
        #expect(softmax([.infinity, 0, .infinity, -.infinity]) == [0.5, 0, 0.5, 0])
        #expect(softmax([-.infinity, 0, 0]) == [0, 0.5, 0.5])
        #expect(softmax([-.infinity, -.infinity]) == [0.5, 0.5])
    }

    @Test("a NaN makes its own row NaN and no other")
    func nan() {
        let result = Matrix([[1, .nan], [.infinity, .nan], [0, 0]]).softmaxOfRows()
        #expect(result.row(0).allSatisfy { $0.isNaN })
        #expect(result.row(1).allSatisfy { $0.isNaN })
        #expect(result.row(2) == [0.5, 0.5])
    }

    @Test("an empty batch and empty rows stay empty")
    func empty() throws {
        #expect(Matrix(rows: 0, columns: 3).softmaxOfRows() == Matrix(rows: 0, columns: 3))
        #expect(Matrix(rows: 2, columns: 0).softmaxOfRows() == Matrix(rows: 2, columns: 0))
        #expect(try Matrix(rows: 0, columns: 3).argmaxOfRows() == [])
        #expect(try Matrix(rows: 0, columns: 0).argmaxOfRows() == [])
    }

    @Test("all variants give the same bits")
    func variantsAgree() {
        var generator = SeededGenerator(seed: 4)
        for columns in [1, 3, 10, 16, 33] {
            let x = Matrix(
                rows: 20, columns: columns,
                elements: generator.floats(20 * columns, in: -50...50))
            let portable = bits(x.softmaxOfRows(variant: KernelVariant.supportedHere[0]).elements)
            for variant in KernelVariant.supportedHere {
                #expect(bits(x.softmaxOfRows(variant: variant).elements) == portable)
            }
        }
    }

    @Test("argmax takes the largest value and the lowest column on a tie")
    func argmax() throws {
        let rows = Matrix([
            [1, 3, 2], [5, 5, 1], [0, -0.0, 0], [-3, -2, -2], [1, 2, .infinity],
        ])
        for variant in KernelVariant.supportedHere {
            #expect(try rows.argmaxOfRows(variant: variant) == [1, 0, 0, 1, 2])
        }
        #expect(try Matrix([[-.infinity, -.infinity]]).argmaxOfRows() == [0])
        #expect(try Matrix([[7], [8]]).argmaxOfRows() == [0, 0])
    }

    @Test("argmax of a row with NaN is an error that names the row", arguments: [0, 1, 2])
    func argmaxOfNaN(column: Int) {
        var rows = Matrix([[1, 2, 3], [1, 2, 3], [1, 2, 3]])
        rows[1, column] = .nan
        #expect(throws: NumericError.nan(row: 1)) { try rows.argmaxOfRows() }
        #expect(
            "\(NumericError.nan(row: 1))"
                == "row 1 has no largest value: expected numbers, found NaN")
    }
}
