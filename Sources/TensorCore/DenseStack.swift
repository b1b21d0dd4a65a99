internal import CKernels

/// Dense layers one after the other, each with the function that is applied to its sums.
///
/// A batch goes through all of them in one call: images stay in the cache from layer to layer, and
/// what surrounds the arithmetic is paid once. Each layer gives what ``PackedDense`` gives, so the
/// result has the same bits as the layers one by one.
///
/// Safety of `@unchecked Sendable`: the storage is written in `init` only, belongs to this object
/// alone, and lives exactly as long.
@safe public final class DenseStack: @unchecked Sendable {
    /// A layer and what follows it.
    public struct Layer: Sendable {
        /// The weights and bias.
        public let dense: PackedDense
        /// The function that is applied to the sums.
        public let function: ElementwiseFunction

        /// Puts a layer and a function together.
        public init(_ dense: PackedDense, _ function: ElementwiseFunction = .identity) {
            self.dense = dense
            self.function = function
        }
    }

    /// The layers, first to last.
    public let layers: [Layer]
    /// The number of inputs of the first layer, K.
    public let inputs: Int
    /// The number of outputs of the last layer, M.
    public let outputs: Int

    /// The words of scratch a call needs.
    let scratchWords: Int
    /// Read by `Kernels` while it holds a reference to this object.
    let stack: UnsafeMutablePointer<ck_f32_stack>
    private let storage: UnsafeMutablePointer<ck_f32_layer>

    /// Makes a stack.
    ///
    /// - Precondition: there is a layer, and each takes as many inputs as the one before it has
    ///   outputs.
    public init(_ layers: [Layer]) {
        precondition(!layers.isEmpty, "a stack has at least one layer")
        for (index, (layer, next)) in zip(layers, layers.dropFirst()).enumerated() {
            precondition(
                layer.dense.outputs == next.dense.inputs,
                "layer \(index) has \(layer.dense.outputs) outputs, "
                    + "the next one takes \(next.dense.inputs)")
        }
        self.layers = layers
        inputs = layers[0].dense.inputs
        outputs = layers[layers.count - 1].dense.outputs
        // Safety: both are freshly allocated, written below, owned by this object and freed in
        // `deinit`. The packed weights they point to live as long as `layers`.
        unsafe storage = .allocate(capacity: layers.count)
        for (index, layer) in layers.enumerated() {
            unsafe (storage + index).initialize(
                to: ck_f32_layer(dense: layer.dense.view, activation: layer.function.activation))
        }
        unsafe stack = .allocate(capacity: 1)
        unsafe stack.initialize(to: ck_f32_stack_make(layers.count, storage))
        unsafe scratchWords = ck_f32_stack_scratch_words(stack)
    }

    deinit {
        // Safety: allocated in `init` and freed nowhere else; plain values need no
        // deinitialization.
        unsafe stack.deallocate()
        unsafe storage.deallocate()
    }
}
