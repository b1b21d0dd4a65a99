import TensorCore
import Testing

@Suite("Matrices of callers")
struct ShapeErrorTests {
    @Test("of sizes that do not fit are errors")
    func refusals() throws {
        #expect(throws: ShapeError.rowLength(row: 1, expected: 2, found: 1)) {
            try Matrix(checking: [[1, 2], [3]])
        }
        for (rows, columns) in [(-1, 1), (1, -1), (-1, -3), (Int.max, 2)] {
            #expect(throws: ShapeError.counts(rows: rows, columns: columns)) {
                try Matrix(checking: [1, 2, 3], rows: rows, columns: columns)
            }
        }
        #expect(throws: ShapeError.elementCount(rows: 2, columns: 2, found: 3)) {
            try Matrix(checking: [1, 2, 3], rows: 2, columns: 2)
        }
        let matrix = try Matrix(checking: [[1, 2], [3, 4]])
        #expect(throws: ShapeError.product(left: [2, 2], right: [1, 2])) {
            try matrix.product(with: Matrix(checking: [[1, 2]]))
        }
    }

    @Test("of sizes that fit are what they are without checks")
    func sound() throws {
        #expect(try Matrix(checking: []) == Matrix([]))
        let matrix = try Matrix(checking: [1, 2, 3, 4], rows: 2, columns: 2)
        #expect(matrix == Matrix([[1, 2], [3, 4]]))
        // By hand.
        #expect(try matrix.product(with: matrix) == Matrix([[7, 10], [15, 22]]))
    }
}
