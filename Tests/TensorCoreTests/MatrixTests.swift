import TensorCore
import Testing

@Suite("Matrix")
struct MatrixTests {
    @Test("elements are row-major")
    func rowMajor() {
        let matrix = Matrix([[1, 2, 3], [4, 5, 6]])
        #expect(matrix.rows == 2)
        #expect(matrix.columns == 3)
        #expect(matrix.elements == [1, 2, 3, 4, 5, 6])
        #expect(matrix[1, 0] == 4)
        #expect(matrix.row(1) == [4, 5, 6])
        #expect(matrix == Matrix(rows: 2, columns: 3, elements: [1, 2, 3, 4, 5, 6]))
    }

    @Test("an element can be set")
    func setElement() {
        var matrix = Matrix(rows: 2, columns: 2)
        matrix[1, 0] = 7
        #expect(matrix == Matrix([[0, 0], [7, 0]]))
    }

    @Test("no rows make an empty matrix")
    func empty() {
        #expect(Matrix([]) == Matrix(rows: 0, columns: 0))
        #expect(Matrix(rows: 0, columns: 5).elements.isEmpty)
    }

    @Test("the product of two matrices is the one worked by hand")
    func product() {
        let left = Matrix([[1, 2], [3, 4]])
        let right = Matrix([[5, 6], [7, 8]])
        #expect(left.multiplied(by: right) == Matrix([[19, 22], [43, 50]]))
        let wide = Matrix([[1, 2, 3], [4, 5, 6]])
        let tall = Matrix([[1, 2], [3, 4], [5, 6]])
        #expect(wide.multiplied(by: tall) == Matrix([[22, 28], [49, 64]]))
    }

    @Test("products with an empty matrix have the shape of the rule")
    func emptyProduct() {
        let none = Matrix(rows: 0, columns: 3)
        #expect(
            none.multiplied(by: Matrix(rows: 3, columns: 2)) == Matrix(rows: 0, columns: 2))
        #expect(
            Matrix(rows: 2, columns: 0).multiplied(by: Matrix(rows: 0, columns: 3))
                == Matrix(rows: 2, columns: 3))
        #expect(
            Matrix(rows: 2, columns: 3).multiplied(by: Matrix(rows: 3, columns: 0))
                == Matrix(rows: 2, columns: 0))
    }

    @Test("zero times infinity is NaN in a product")
    func infinities() {
        let product = Matrix([[0, 1], [2, 1]]).multiplied(by: Matrix([[.infinity], [1]]))
        #expect(product[0, 0].isNaN)
        #expect(product[1, 0] == .infinity)
    }

    @Test("transposing swaps rows and columns")
    func transpose() {
        let matrix = Matrix([[1, 2, 3], [4, 5, 6]])
        #expect(matrix.transposed() == Matrix([[1, 4], [2, 5], [3, 6]]))
        #expect(matrix.transposed().transposed() == matrix)
    }

    @Test("a bias is added to each row")
    func bias() {
        #expect(
            Matrix([[1, 2], [3, 4]]).addingToEachRow([10, 20]) == Matrix([[11, 22], [13, 24]]))
    }

    @Test("sums, differences, multiples and maps go element by element")
    func elementwise() {
        let matrix = Matrix([[1, 2], [3, 4]])
        let ones = Matrix(rows: 2, columns: 2, repeating: 1)
        #expect(matrix + ones == Matrix([[2, 3], [4, 5]]))
        #expect(matrix - ones == Matrix([[0, 1], [2, 3]]))
        #expect(matrix * 2 == Matrix([[2, 4], [6, 8]]))
        #expect(2 * matrix == matrix + matrix)
        #expect(matrix.map { -$0 } == matrix * -1)
    }

    @Test("a matrix prints as it is written")
    func description() {
        #expect("\(Matrix([[1, 2], [3, 4.5]]))" == "[[1.0, 2.0],\n [3.0, 4.5]]")
        #expect("\(Matrix([]))" == "[]")
    }

    #if os(Linux) || os(macOS)
        @Test("shapes that do not fit stop the program")
        func mismatch() async {
            await #expect(processExitsWith: .failure) {
                _ = Matrix([[1, 2]]).multiplied(by: Matrix([[1, 2]]))
            }
            await #expect(processExitsWith: .failure) {
                _ = Matrix(rows: 2, columns: 2, elements: [1, 2, 3])
            }
            await #expect(processExitsWith: .failure) {
                _ = Matrix([[1, 2]])[0, 2]
            }
        }
    #endif
}
