/// What a tensor is for, told by its name alone.
struct TensorRole: Hashable {
    enum Part: Hashable {
        case weight
        case bias
    }

    /// The layer's name, which its weight and bias share: `fc1`, `dense_1`, or `1` for `W1`.
    let layer: String
    let part: Part
    /// The order of axes that the naming convention fixes; `nil` where it fixes none.
    let order: WeightOrder?

    /// Names of more bytes than this are those of no layer.
    static let longestName = 256

    /// Reads a name; `nil` when it follows no convention that is known here.
    ///
    /// | name | origin | order |
    /// |---|---|---|
    /// | `fc1.weight`, `0.weight`, `fc1.bias` | PyTorch, MLX | `[outputs, inputs]` |
    /// | `dense/kernel`, `dense/kernel:0`, `dense/bias` | Keras, Flax | `[inputs, outputs]` |
    /// | `linear1/kernel/value` | Flax NNX | `[inputs, outputs]` |
    /// | `dense/vars/0`, `dense/vars/1` | Keras 3 | `[inputs, outputs]` |
    /// | `W1`, `b1`, `weights.0`, `biases.0` | textbooks | told by the shapes |
    /// | `coefs_0`, `intercepts_0` | scikit-learn | told by the shapes |
    /// | `layer1.w`, `layer1.b`, `fc1_weight`, `W_out` | others | told by the shapes |
    init?(tensorName: String) {
        guard tensorName.utf8.count <= Self.longestName else { return nil }
        var name = TensorPath(tensorName)
        if ["value", "raw_value"].contains(name.leaf), name.count > 1 { name.removeLeaf() }
        if name.leafIsNumber, name.count > 1 {
            self.init(numbered: name)
        } else {
            self.init(plain: name)
        }
    }

    private init(_ layer: String, _ part: Part, _ order: WeightOrder?) {
        (self.layer, self.part, self.order) = (layer, part, order)
    }

    /// `weights.0` and `vars/0`: the number comes last, on its own.
    private init?(numbered name: TensorPath) {
        let number = name.leaf
        var parent = name
        parent.removeLeaf()
        let word = parent.leaf.lowercased()
        parent.removeLeaf()
        if word == "vars", let part: Part = ["0": .weight, "1": .bias][number] {
            self.init(parent.text, part, .inputOutput)
        } else if let (part, order) = Self.words[word] {
            self.init(parent.joined(with: number), part, order == .inputOutput ? order : nil)
        } else {
            return nil
        }
    }

    private init?(plain name: TensorPath) {
        let leaf = name.leaf
        var path = name
        path.removeLeaf()
        let digits = String(leaf.reversed().prefix { $0.isASCII && $0.isNumber }.reversed())
        let word = leaf.dropLast(digits.count).lowercased()
        if let (part, order) = Self.words[word] {
            let layer = digits.isEmpty ? path.text : path.joined(with: digits)
            // With a number the names are a textbook's, which fix no order.
            self.init(layer, part, digits.isEmpty ? order : nil)
        } else if let (rest, part) = Self.underscored(leaf) {
            self.init(path.joined(with: rest), part, nil)
        } else {
            return nil
        }
    }

    /// `fc1_weight`, or `W_out`: the layer and the part in one word.
    private static func underscored(_ leaf: String) -> (layer: String, Part)? {
        let words = leaf.split(separator: "_", omittingEmptySubsequences: false)
        guard words.count > 1, let first = words.first, let last = words.last else { return nil }
        if let (part, _) = Self.words[last.lowercased()] {
            return (words.dropLast().joined(separator: "_"), part)
        }
        if let (part, _) = Self.words[first.lowercased()] {
            return (words.dropFirst().joined(separator: "_"), part)
        }
        return nil
    }

    private static let words: [String: (Part, WeightOrder?)] = [
        "weight": (.weight, .outputInput), "kernel": (.weight, .inputOutput),
        "w": (.weight, nil), "w_": (.weight, nil), "weights": (.weight, nil),
        "weight_": (.weight, nil), "kernels": (.weight, .inputOutput),
        "coef": (.weight, nil), "coef_": (.weight, nil), "coefs": (.weight, nil),
        "coefs_": (.weight, nil),
        "b": (.bias, nil), "b_": (.bias, nil), "bias": (.bias, nil), "biases": (.bias, nil),
        "bias_": (.bias, nil), "intercept": (.bias, nil), "intercept_": (.bias, nil),
        "intercepts": (.bias, nil), "intercepts_": (.bias, nil),
    ]

    /// The name of the bias that belongs to the weight called `name`, in the same convention.
    static func biasName(forWeight name: String) -> String {
        for (weight, bias) in [
            ("weight", "bias"), ("kernel", "bias"), ("coef", "intercept"), ("vars/0", "vars/1"),
            ("W", "b"), ("w", "b"),
        ] {
            if let range = name.lastRange(of: weight) {
                return name.replacingCharacters(in: range, with: bias)
            }
        }
        return "the bias"
    }
}

extension String {
    private func matches(_ text: String, at start: Index) -> Bool { self[start...].hasPrefix(text) }

    /// The last place where `text` occurs.
    fileprivate func lastRange(of text: String) -> Range<Index>? {
        guard let start = indices.last(where: { matches(text, at: $0) }) else { return nil }
        return start..<index(start, offsetBy: text.count)
    }

    fileprivate func replacingCharacters(in range: Range<Index>, with text: String) -> String {
        String(self[..<range.lowerBound]) + text + String(self[range.upperBound...])
    }
}
