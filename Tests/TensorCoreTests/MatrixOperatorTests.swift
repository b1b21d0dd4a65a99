import TensorCore
import Testing

/// Expected values are worked by hand, in whole numbers and halves, which floats hold exactly.
@Suite("Formulas of matrices")
struct MatrixOperatorTests {
    private let a = Matrix([[1, 2, 3], [4, 5, 6]])

    @Test("the shape is rows and columns, also of empty matrices")
    func shape() {
        #expect(a.shape == [2, 3])
        #expect(Matrix([]).shape == [0, 0])
        #expect(Matrix(rows: 0, columns: 4).shape == [0, 4])
    }

    @Test("* is the matrix product")
    func product() {
        #expect(a * Matrix([[1, 0], [0, 1], [2, 2]]) == Matrix([[7, 8], [16, 17]]))
        #expect(Matrix(rows: 0, columns: 2) * a == Matrix(rows: 0, columns: 3))
    }

    @Test("* with a vector gives a vector, from either side")
    func vectors() {
        #expect(a * [1, 0, -1] == [-2, -2])
        #expect([1, -1] * a == [-3, -3, -3])
        #expect(Matrix(rows: 3, columns: 0) * [Float]() == [0, 0, 0])
    }

    @Test("+ adds a vector to each row, and a number to each element")
    func broadcasting() {
        #expect(a + [10, 20, 30] == Matrix([[11, 22, 33], [14, 25, 36]]))
        #expect(a + 1 == Matrix([[2, 3, 4], [5, 6, 7]]))
        #expect(a - 1 == Matrix([[0, 1, 2], [3, 4, 5]]))
        #expect(a * 2 == Matrix([[2, 4, 6], [8, 10, 12]]))
    }

    @Test("elements are combined one by one")
    func elements() {
        #expect(a.combined(with: a, by: *) == Matrix([[1, 4, 9], [16, 25, 36]]))
        #expect(a.combined(with: a, by: /) == Matrix(rows: 2, columns: 3, repeating: 1))
    }

    @Test("variables of Double are rounded to Float, literals are Float at once")
    func doubles() {
        let rows = [[0.1, 0.3], [0.2, 0.4]]
        let bias = [0.5, 0.25]
        #expect(Matrix(rows) == Matrix([[0.1, 0.3], [0.2, 0.4]]))
        #expect(Matrix([[1, 1]]) + bias == Matrix([[1.5, 1.25]]))
        #expect(Matrix([[1, 1]]) * bias == [0.75])
        #expect(bias * Matrix([[2], [4]]) == [2])
        // Between 1 and the next float, a little above the middle. The nearest Double is the middle
        // itself, from where ties go to the even float, 1.
        let double = [[1.0000000596046448]]
        #expect(Matrix(double)[0, 0] == 1)
        #if arch(x86_64)  // Elsewhere the compiler reads literals of Float as Double.
            #expect(Matrix([[1.0000000596046448]])[0, 0] == Float(1).nextUp)
        #endif
    }

    #if os(Linux) || os(macOS)
        @Test("shapes that do not fit stop the program")
        func misfits() async {
            await #expect(processExitsWith: .failure) {
                _ = Matrix([[1, 2]]) * Matrix([[1, 2]])
            }
            await #expect(processExitsWith: .failure) {
                _ = Matrix([[1, 2]]) * [1, 2, 3]
            }
            await #expect(processExitsWith: .failure) {
                _ = Matrix([[1, 2]]).combined(with: Matrix([[1], [2]]), by: *)
            }
            await #expect(processExitsWith: .failure) {
                _ = Matrix([[1, 2]]) + [1]
            }
        }
    #endif
}
