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

    /// Reads a name; `nil` when it follows no convention that is known here.
    ///
    /// | name | origin | order |
    /// |---|---|---|
    /// | `fc1.weight`, `0.weight`, `fc1.bias` | PyTorch | `[outputs, inputs]` |
    /// | `dense/kernel`, `dense/kernel:0`, `dense/bias` | Keras | `[inputs, outputs]` |
    /// | `W1`, `b1` | textbooks | told by the shapes |
    /// | `layer1.w`, `layer1.b` | others | told by the shapes |
    init?(tensorName: String) {
        // Bytes, not characters: names may be long, and all that counts here is ASCII.
        let name = tensorName.utf8.dropLast(
            tensorName.utf8.suffix(2).elementsEqual(":0".utf8) ? 2 : 0)
        let leafStart =
            name.lastIndex { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "/") }
            .map(name.index(after:)) ?? name.startIndex
        let leaf = name[leafStart...]
        let digits = leaf.reversed().prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            .count
        let path = name[..<leafStart]
        layer =
            digits > 0
            ? String(Substring(path)) + String(Substring(leaf.suffix(digits)))
            : String(Substring(path.dropLast()))
        switch String(Substring(leaf.dropLast(digits))).lowercased() {
        case "weight" where digits == 0: (part, order) = (.weight, .outputInput)
        case "kernel" where digits == 0: (part, order) = (.weight, .inputOutput)
        case "w", "w_", "weight", "weights", "weight_": (part, order) = (.weight, nil)
        case "b", "b_", "bias", "biases", "bias_": (part, order) = (.bias, nil)
        default: return nil
        }
    }

    /// The name of the bias that belongs to the weight called `name`, in the same convention.
    static func biasName(forWeight name: String) -> String {
        for (weight, bias) in [
            ("weight", "bias"), ("kernel", "bias"), ("W", "b"), ("w", "b"),
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
