// Softmax of large, equal and infinite logits, and prediction without it.

// snippet.softmax
import Foundation
import NeuralNetwork

let y = Activation.softmax([0.3, 2.9, 4.0])
print(y)  // [0.018211273, 0.24519183, 0.73659694]
// snippet.end

// snippet.overflow
let logits: [Float] = [1010, 1000, 990]
let powers = logits.map { exp($0) }
let naive = powers.map { $0 / (powers[0] + powers[1] + powers[2]) }
print(powers)  // [inf, inf, inf]
print(naive.allSatisfy(\.isNaN))  // true
// snippet.end

// snippet.shift
let shifted = logits.map { $0 - 1010 }
print(shifted)  // [0.0, -10.0, -20.0]
print(Activation.softmax(shifted))  // [0.9999546, 4.539787e-05, 2.06106e-09]
print(Activation.softmax(logits) == Activation.softmax(shifted))  // true
// snippet.end

// snippet.extremes
print(Activation.softmax([.infinity, 0, .infinity]))  // [0.5, 0.0, 0.5]
print(Activation.softmax([7, 7, 7, 7]))  // [0.25, 0.25, 0.25, 0.25]
// snippet.end

// snippet.prediction
let close = Matrix([[0, 1e-9]])
print(try close.argmaxOfRows())  // [1]
print(try close.softmaxOfRows().argmaxOfRows())  // [0]
// snippet.end
