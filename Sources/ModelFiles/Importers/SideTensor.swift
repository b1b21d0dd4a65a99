internal import FileIO
internal import WeightSources

/// A tensor that is no part of a layer, told by name, type and size: a counter of training, the
/// weights of classes in the loss, what an optimizer remembers.
///
/// Only what cannot change an answer counts. What could, such as the statistics of a batch
/// normalization, or a number that something may be multiplied by, is none.
enum SideTensor {
    /// What the tensor is for; `nil` for one that may be part of a layer.
    static func purpose(of tensor: WeightTensor) -> String? {
        guard tensor.name.utf8.count <= TensorRole.longestName else { return nil }
        let path = TensorPath(tensor.name)
        let words = path.components.map(TensorPath.words)
        let leaf = words.last ?? []
        let parents = words.dropLast().reduce(into: Set<String>()) { $0.formUnion($1) }
        let isSingle = tensor.elementCount == 1
        if path.leaf == "num_batches_tracked" { return "a counter of training" }
        if let first = words.first, path.count > 1, !first.isDisjoint(with: training) {
            return "what training remembers"
        }
        if ["exp_avg", "exp_avg_sq", "momentum_buffer"].contains(path.leaf) {
            return "what training remembers"
        }
        if isSingle, !tensor.type.holdsFloats || !leaf.isDisjoint(with: counters) {
            return "a number that training counts or sets"
        }
        if tensor.shape.count == 1,
            !parents.union(leaf).isDisjoint(with: losses)
                || !leaf.isDisjoint(with: ["class", "pos"])
                    && !leaf.isDisjoint(with: ["weight", "weights"])
        {
            return "weights of the loss"
        }
        if isPixelStatistic(tensor, leaf: leaf, parents: parents) {
            return "a normalization of pixels, which an option has to say"
        }
        return nil
    }

    /// A mean or deviation of pixels: one number or one per channel, or one per pixel.
    private static func isPixelStatistic(
        _ tensor: WeightTensor, leaf: Set<String>, parents: Set<String>
    ) -> Bool {
        let isNamed =
            !leaf.isDisjoint(with: ["mean", "std", "stdev", "stddev", "variance", "var"])
            && leaf.isDisjoint(with: ["running", "moving"])
            && parents.isDisjoint(with: ["batch", "layer", "group", "instance"])
        let isOfPixels =
            parents.isEmpty
            || !parents.isDisjoint(with: [
                "normalize", "normalizer", "normalization", "preprocess", "preprocessing",
                "transform", "input", "pixel", "image", "data", "standardize", "scaler",
            ])
        return isNamed && isOfPixels && tensor.elementCount <= 4
    }

    private static let training: Set<String> = [
        "optimizer", "optim", "opt", "optimizers", "scheduler", "amp",
    ]
    private static let counters: Set<String> = [
        "step", "steps", "epoch", "epochs", "iteration", "iterations", "iter", "count", "counter",
        "version", "seed", "lr", "acc", "accuracy", "loss",
    ]
    private static let losses: Set<String> = ["criterion", "loss", "losses", "objective"]
}
