internal import Figures

/// A whole number with commas between thousands.
package func grouped(_ value: Int) -> String {
    var text = value < 0 ? "-" : ""
    var rest = String(value.magnitude)[...]
    while let digit = rest.popFirst() {
        text.append(digit)
        if !rest.isEmpty, rest.count.isMultiple(of: 3) { text.append(",") }
    }
    return text
}

/// A share, 0…1, in percent with two digits after the point.
package func percent(_ share: Double) -> String { fixed(100 * share, 2) + " %" }

/// A probability that was computed, in percent: never 0 and never 100, which no answer is worth.
package func probability(_ value: Double) -> String {
    switch value {
    case 0.99995...: ">99.99 %"
    case ..<0.00005: "<0.01 %"
    default: percent(value)
    }
}

/// A time in seconds with the unit that suits it.
package func time(_ seconds: Double) -> String {
    switch seconds {
    case ..<1e-7: fixed(seconds * 1e9, 0) + " ns"
    case ..<1e-3: fixed(seconds * 1e6, 1) + " µs"
    case ..<1: fixed(seconds * 1e3, 2) + " ms"
    default: fixed(seconds, 2) + " s"
    }
}

/// A number with some six significant digits, for statistics whose size is not known.
package func short(_ value: Double) -> String {
    switch value.magnitude {
    case 0: return "0"
    case 1e-3..<1e6:
        if value == value.rounded() { return fixed(value, 0) }
        return fixed(value, value.magnitude < 10 ? 5 : value.magnitude < 1e3 ? 3 : 1)
    default:
        // A Float has the fewest digits that tell it from its neighbors.
        let float = Float(value)
        return float.isNormal ? "\(float)" : "\(value)"
    }
}
