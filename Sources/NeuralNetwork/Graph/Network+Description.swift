internal import TensorCore

extension Network: CustomStringConvertible {
    /// One line, such as `784-50-100-10, 45,360 parameters`; where not all layers are dense,
    /// `[1, 28, 28] to 10 in 9 layers, 131,402 parameters`.
    public var description: String {
        let counts = shapes.map { String($0.count) }
        let shape =
            layers.allSatisfy { $0 is Dense || $0 is QuantizedDense }
            ? counts.joined(separator: "-")
            : "\(shapes[0]) to \(counts[counts.count - 1]) in \(layers.count) layers"
        return "\(shape), \(Self.grouped(parameterCount)) parameters"
    }

    /// A number with a comma before every three digits.
    private static func grouped(_ number: Int) -> String {
        var text = ""
        for (index, digit) in String(number).reversed().enumerated() {
            if index > 0, index.isMultiple(of: 3) { text.append(",") }
            text.append(digit)
        }
        return String(text.reversed())
    }
}
