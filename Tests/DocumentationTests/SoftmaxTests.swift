import Foundation
import NeuralNetwork
import TensorCore
import Testing

@Suite("The article Softmax")
struct SoftmaxTests {
    @Test("softmax survives large logits, and prediction does without it")
    func article() throws {
        let print = Printout()

        let y = Activation.softmax([0.3, 2.9, 4.0])
        print(y)  // [0.018211273, 0.24519183, 0.73659694]

        let logits: [Float] = [1010, 1000, 990]
        let powers = logits.map { exp($0) }
        let naive = powers.map { $0 / (powers[0] + powers[1] + powers[2]) }
        print(powers)  // [inf, inf, inf]
        print(naive.allSatisfy(\.isNaN))  // true

        let shifted = logits.map { $0 - 1010 }
        print(shifted)  // [0.0, -10.0, -20.0]
        print(Activation.softmax(shifted))  // [0.9999546, 4.539787e-05, 2.06106e-09]
        print(Activation.softmax(logits) == Activation.softmax(shifted))  // true

        print(Activation.softmax([.infinity, 0, .infinity]))  // [0.5, 0.0, 0.5]
        print(Activation.softmax([7, 7, 7, 7]))  // [0.25, 0.25, 0.25, 0.25]

        let close = Matrix([[0, 1e-9]])
        print(try close.argmaxOfRows())  // [1]
        print(try close.softmaxOfRows().argmaxOfRows())  // [0]

        try print.check("Softmax")
    }
}
