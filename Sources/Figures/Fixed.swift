/// A number with a fixed count of digits after the point, rounded half away from zero.
package func fixed(_ value: Double, _ digits: Int) -> String {
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    let scaled = (value.magnitude * scale).rounded()
    // What does not fit in an Int has no digits after the point to speak of.
    guard let integer = Int(exactly: scaled) else { return "\(value)" }
    let sign = value < 0 && integer != 0 ? "-" : ""
    let text = String(integer)
    guard digits > 0 else { return sign + text }
    let padded = String(repeating: "0", count: max(0, digits + 1 - text.count)) + text
    return "\(sign)\(padded.dropLast(digits)).\(padded.suffix(digits))"
}
