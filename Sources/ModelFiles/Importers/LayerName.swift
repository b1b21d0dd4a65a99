/// The name of a layer as far as numbers in it count.
///
/// Numbers order only what they count: `fc1` comes before `fc2` and `blocks.0.a` before
/// `blocks.1.b`, but nothing is said of `fc2` and `classifier`, or of `features.0` and `head.0`.
struct LayerName {
    /// A component: the text between its numbers, and the numbers.
    private struct Component {
        var texts: [Substring] = [""]
        var numbers: [Substring] = []
    }

    private let components: [Component]

    init(_ name: String) {
        components = TensorPath(name).components.map { Self.parse($0[...]) }
    }

    private static func parse(_ text: Substring) -> Component {
        var component = Component()
        var rest = text
        while let first = rest.first {
            let isNumber = isDigit(first)
            let part = rest.prefix { isDigit($0) == isNumber }
            rest = rest[part.endIndex...]
            if isNumber {
                component.numbers.append(part.drop { $0 == "0" })
                component.texts.append("")
            } else {
                component.texts[component.texts.count - 1] = part
            }
        }
        return component
    }

    private static func isDigit(_ character: Character) -> Bool {
        character.isASCII && character.isNumber
    }

    /// Whether the numbers say that this layer comes before the other.
    func precedes(_ other: LayerName) -> Bool {
        for (a, b) in zip(components, other.components) {
            guard a.texts == b.texts else {
                // Keras counts `dense`, `dense_1`, `dense_2`.
                return a.numbers.isEmpty && b.numbers.count == 1
                    && b.texts == [(a.texts[0] + "_")[...], ""]
            }
            for (x, y) in zip(a.numbers, b.numbers) where x != y {
                return x.count != y.count ? x.count < y.count : x < y
            }
        }
        return false
    }
}
