/// A name from an untrusted file in a form that is safe to print on a terminal.
///
/// Control characters, escape sequences, bidirectional overrides and other invisible characters
/// are written as escapes (`\u{1b}`), and a long name is cut. The empty name becomes `""`.
///
/// - Parameter maximumLength: The number of Unicode scalars that are kept.
package func displayName(_ name: String, maximumLength: Int = 64) -> String {
    if name.isEmpty { return "\"\"" }
    var result = ""
    var kept = 0
    for scalar in name.unicodeScalars {
        // Whoever lists a name of a megabyte wants to know which it is, not to read it.
        if kept == maximumLength { return result + "… (\(name.utf8.count) bytes)" }
        kept += 1
        switch scalar {
        case "\\": result += "\\\\"
        case "\n": result += "\\n"
        case "\r": result += "\\r"
        case "\t": result += "\\t"
        case _ where scalar.isInvisible: result += "\\u{\(String(scalar.value, radix: 16))}"
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result
}

extension Unicode.Scalar {
    /// Whether a terminal would obey this scalar, or hide it, instead of showing it.
    package var isInvisible: Bool {
        if isASCII { return value < 0x20 || value == 0x7F }
        return switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
