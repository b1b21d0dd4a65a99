import Foundation
import NeuralNetwork
import TensorCore

/// Steps for the driver, which knows how to run them; `Driver/driver.c` states their form.
struct KernelProgram {
    private(set) var bytes = Data()
    /// The shape of the matrix the steps work on.
    private var rows = 0
    private var columns = 0
    /// The columns of the values that were put aside.
    private var slotColumns: [Int: Int] = [:]

    /// Adds a batch of pixels of shape `[rows, columns]`, for a first layer to work on.
    mutating func load(_ pixels: [UInt8], rows: Int) {
        self.rows = rows
        columns = rows > 0 ? pixels.count / rows : 0
        append("load_pixels")
        bytes.append(contentsOf: pixels)
    }

    /// Adds floats of shape `[rows, columns]`, which replace what there is.
    mutating func load(_ values: [Float], rows: Int) {
        self.rows = rows
        columns = rows > 0 ? values.count / rows : 0
        append("load_values")
        append(values)
    }

    /// Adds a dense layer, without its activation.
    mutating func appendDense(_ layer: Dense, fromPixels: Bool) {
        append(fromPixels ? "u8_dense" : "f32_dense", outputs: layer.outputCount)
        append(layer.weights.elements)
        append(layer.bias)
        columns = layer.outputCount
    }

    /// Adds a batch of pixels that goes through all layers of a network but a final softmax, and
    /// the logits to the results.
    mutating func appendNetwork(
        _ network: Network, _ normalization: InputNormalization, pixels: [UInt8]
    ) {
        load(pixels, rows: pixels.count / network.inputCount)
        for (index, layer) in network.layers.enumerated() {
            guard let dense = layer as? Dense else {
                preconditionFailure("a program of dense layers only")
            }
            let first = index == 0
            appendDense(first ? dense.folding(normalization) : dense, fromPixels: first)
            appendActivation(layer.activation.function)
        }
        store()
    }

    /// The same in one call, as a network runs.
    mutating func appendStack(
        _ network: Network, _ normalization: InputNormalization, pixels: [UInt8]
    ) {
        load(pixels, rows: pixels.count / network.inputCount)
        append("u8_stack", outputs: network.layers.count)
        for (index, layer) in network.layers.enumerated() {
            guard var dense = layer as? Dense else {
                preconditionFailure("a program of dense layers only")
            }
            if index == 0 { dense = dense.folding(normalization) }
            append(UInt64(dense.outputCount))
            append(dense.activation.function)
            append(dense.weights.elements)
            append(dense.bias)
            columns = dense.outputCount
        }
        store()
    }

    /// Adds a copy of the values to a slot.
    mutating func putAside(_ slot: Int) {
        append("put_aside", outputs: slot)
        slotColumns[slot] = columns
    }

    /// Adds the values of a slot in place of those that there are.
    mutating func takeUp(_ slot: Int) {
        columns = slotColumns[slot] ?? 0
        append("take_up", outputs: slot)
    }

    /// Adds a sum with a slot.
    mutating func appendSum(with slot: Int) {
        append("f32_add", outputs: slot)
    }

    /// Adds a product with a slot.
    mutating func appendProduct(with slot: Int) {
        append("f32_multiply", outputs: slot)
    }

    /// Adds a product of each channel with its factor, which is in a slot.
    mutating func appendGate(_ slot: Int) {
        append("f32_gate", outputs: slot)
        append(UInt64(slotColumns[slot] ?? 0))
    }

    /// Adds the rows of a slot before those that there are.
    mutating func appendConcatenation(after slot: Int) {
        let first = slotColumns[slot] ?? 0
        append("concatenate", outputs: slot)
        append(UInt64(first))
        columns += first
    }

    /// Says that the step before has left rows of another length.
    mutating func resize(columns: Int) {
        self.columns = columns
    }

    /// Adds a step that only needs the shape: a function of the values, in place, or `f32_argmax`.
    mutating func append(_ step: String) {
        append(step, outputs: 0)
    }

    /// Adds a function of each value, in place.
    mutating func appendActivation(_ function: ElementwiseFunction) {
        append("f32_activate")
        append(function)
    }

    /// Adds the number that C has for a function, and its parameters.
    mutating func append(_ function: ElementwiseFunction) {
        let number = ElementwiseFunction.all.firstIndex { $0.name == function.name } ?? 0
        append(UInt64(number))
        append(Array((function.parameters.map(\.value) + [0, 0]).prefix(2)))
    }

    /// Adds the values to the results.
    mutating func store() {
        append("store_values")
    }

    mutating func append(_ step: String, outputs: Int) {
        let name = Array(step.utf8)
        bytes.append(contentsOf: name + [UInt8](repeating: 0, count: 16 - name.count))
        for number in [rows, columns, outputs] {
            append(UInt64(number))
        }
    }

    mutating func append(_ number: UInt64) {
        for shift in stride(from: UInt64(0), to: 64, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: number >> shift))
        }
    }

    mutating func append(_ number: UInt32) {
        for shift in stride(from: UInt32(0), to: 32, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: number >> shift))
        }
    }

    mutating func append(_ values: [Float]) {
        // Safety: floats are plain bytes. The driver's processor is little-endian, and so is every
        // one that Swift runs on.
        unsafe values.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
    }
}

extension Dense {
    /// The layer that takes pixels as they are: weights and sums in `Double`, rounded once.
    fileprivate func folding(_ normalization: InputNormalization) -> Dense {
        let scale = normalization.scale / normalization.std
        let shift = -normalization.mean / normalization.std
        var folded = self
        folded.weights = Matrix(
            rows: inputCount, columns: outputCount,
            elements: weights.elements.map { Float(Double($0) * scale) })
        for m in 0..<outputCount {
            let sum = (0..<inputCount).reduce(Double(bias[m])) {
                $0 + shift * Double(weights[$1, m])
            }
            folded.bias[m] = Float(sum)
        }
        return folded
    }
}
