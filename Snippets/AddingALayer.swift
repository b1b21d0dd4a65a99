// A kind of layer of one's own: a squeeze-and-excite block in one piece.

// snippet.layer
import NeuralNetwork

/// Multiplies each feature map by a number that the means of all maps tell.
struct SqueezeExcite: Layer {
    /// From C means to a few values.
    var squeeze: Dense
    /// From these to C factors.
    var excite: Dense

    var parameterCount: Int { squeeze.parameterCount + excite.parameterCount }

    func check(at position: LayerPosition, allowsNonFinite: Bool) throws(NetworkError) {
        try squeeze.check(at: position, allowsNonFinite: allowsNonFinite)
        try excite.check(at: position, allowsNonFinite: allowsNonFinite)
    }

    func output(
        for inputs: [LayerInput], at position: LayerPosition
    ) throws(NetworkError) -> LayerOutput {
        let channels = try inputs[0].featureMaps(at: position).channels
        guard squeeze.inputCount == channels, excite.inputCount == squeeze.outputCount,
            excite.outputCount == channels
        else {
            throw .other(
                layer: position,
                reason: "has a gate of \(excite.outputCount) factors: expected \(channels)")
        }
        return try inputs[0].unchanged(at: position)
    }

    func multiplyAdds(for inputs: [FeatureShape]) -> Int {
        squeeze.weights.elements.count + excite.weights.elements.count
    }

    func lower(_ inputs: [PlanValue], into plan: inout PlanBuilder) -> PlanValue {
        let maps = inputs[0]
        let means = plan.averagePool(Window2D(size: maps.shape.size), countsPadding: false, maps)
        let gate = plan.dense(excite, plan.dense(squeeze, means))
        return plan.multiply(maps, by: gate)
    }
}
// snippet.end

// snippet.use
let block = SqueezeExcite(
    squeeze: Dense(weights: Matrix([[1], [1]]), activation: .relu),
    excite: Dense(weights: Matrix([[1, -1]]), activation: .hardSigmoid()))
let maps = FeatureShape(channels: 2, height: 1, width: 2)

// The means are 2 and 1, the gate is 1 and 0.
print(block(Matrix([[1, 3, 2, 0]]), shape: maps))  // [[1.0, 3.0, 0.0, 0.0]]
// snippet.end
