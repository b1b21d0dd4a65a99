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
        let name = tensorName.hasSuffix(":0") ? String(tensorName.dropLast(2)) : tensorName
        let leafStart = name.lastIndex { $0 == "." || $0 == "/" }.map(name.index(after:))
        let leaf = String(name[(leafStart ?? name.startIndex)...])
        let digits = leaf.reversed().prefix { $0.isASCII && $0.isNumber }.count
        let word = String(leaf.dropLast(digits)).lowercased()
        let path = String(name.dropLast(leaf.count))
        layer = digits > 0 ? path + leaf.suffix(digits) : String(path.dropLast())
        switch word {
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

/// Compares names as people count: `fc2` comes before `fc10`, `dense` before `dense_1`.
func precedesNaturally(_ left: String, _ right: String) -> Bool {
    let (leftParts, rightParts) = (naturalParts(left), naturalParts(right))
    for (a, b) in zip(leftParts, rightParts) where a != b {
        // Numbers without leading zeros compare by length first, then digit by digit.
        if a.isNumber, b.isNumber {
            return (a.text.count, a.text) < (b.text.count, b.text)
        }
        return a.text < b.text
    }
    return leftParts.count < rightParts.count
}

private struct NaturalPart: Equatable {
    var text: Substring
    let isNumber: Bool
}

private func naturalParts(_ name: String) -> [NaturalPart] {
    var parts: [NaturalPart] = []
    var rest = name[...]
    while let first = rest.first {
        let isNumber = first.isASCII && first.isNumber
        let part = rest.prefix { ($0.isASCII && $0.isNumber) == isNumber }
        rest = rest.dropFirst(part.count)
        let digits = part.drop { $0 == "0" }
        parts.append(NaturalPart(text: isNumber ? digits : part, isNumber: isNumber))
    }
    return parts
}
