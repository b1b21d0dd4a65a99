import NeuralNetwork
import TensorCore
import Testing

@Suite("The article AddingALayer")
struct AddingALayerTests {
    @Test("the new layer computes what it says")
    func article() throws {
        let print = Printout()

        /// A gain and a shift for each value: `x · gain + shift`.
        struct Affine: Sendable, Equatable {
            /// K values.
            var gain: [Float]
            /// K values.
            var shift: [Float]

            /// - Parameter x: Shape `[N, K]`.
            /// - Returns: Shape `[N, K]`.
            func callAsFunction(_ x: Matrix) -> Matrix {
                var y = x
                for n in 0..<x.rows {
                    for k in 0..<x.columns {
                        y[n, k] = shift[k].addingProduct(x[n, k], gain[k])
                    }
                }
                return y
            }
        }

        let affine = Affine(gain: [2, 0.5], shift: [1, -1])
        print(affine(Matrix([[1, 4], [0, -2]])))
        // [[3.0, 1.0],
        //  [1.0, -2.0]]

        try print.check("AddingALayer")
    }
}
