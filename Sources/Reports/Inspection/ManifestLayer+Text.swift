internal import ImageClassification
internal import NeuralNetwork
internal import StrictJSON
internal import TensorCore

extension ManifestLayer {
    /// The layer in one line.
    ///
    /// - Parameter shapes: Those of the tensors of the file.
    func text(shapes: [String: [Int]]) -> String {
        func weights(_ weight: String, _ bias: String?, _ order: WeightOrder) -> String {
            let shape = shapes[weight].map { " \($0)" } ?? ""
            let bias = bias.map { " + \(displayName($0))" } ?? ", no bias"
            return "\(displayName(weight))\(shape) (\(order.rawValue))\(bias)"
        }
        switch self {
        case .dense(let weight, let bias, let order, let activation):
            return "dense \(weights(weight, bias, order)), \(activation.name)"
        case .conv2D(let weight, let bias, let order, let stride, let padding, let activation):
            return "conv2d \(weights(weight, bias, order)), stride \(stride), "
                + "padding \(padding), \(activation.name)"
        case .batchNorm(let names, let epsilon, let activation):
            let tensors = [names.weight, names.bias, names.mean, names.variance]
            let shown = tensors.compactMap { $0.map { displayName($0) } }
            return "batch-norm \(shown.joined(separator: ", ")), "
                + "epsilon \(epsilon), \(activation.name)"
        case .maxPool2D(let pool):
            return "max-pool2d \(pool.window)"
        case .averagePool2D(let pool):
            return "average-pool2d \(pool.window)"
                + (pool.countsPadding ? ", padding counted" : "")
        case .globalAveragePool:
            return "global-average-pool"
        case .flatten(let flatten):
            return "flatten \(flatten.order.rawValue)"
        case .dropout(let dropout):
            return "dropout \(dropout.rate)"
                + (dropout.scalesAtInference ? ", scaled at inference" : "")
        }
    }
}
