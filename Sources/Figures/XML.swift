internal import FileIO

/// Text as the content of an XML element has it.
///
/// What a terminal would obey or hide, if it is still there, is written as an escape, such as `\u{1b}`;
/// line breaks and tabs stay.
package func xmlText(_ text: String) -> String {
    var result = ""
    // Scalars and not characters: `<` followed by a combining mark is still a tag.
    for scalar in text.unicodeScalars {
        switch scalar {
        case "&": result += "&amp;"
        case "<": result += "&lt;"
        case ">": result += "&gt;"
        case "\n", "\t": result.unicodeScalars.append(scalar)
        // XML does not allow the last two.
        case _ where scalar.isInvisible, "\u{FFFE}", "\u{FFFF}":
            result += "\\u{\(String(scalar.value, radix: 16))}"
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result
}

/// Text as the value of an attribute in double quotes has it.
package func xmlAttribute(_ text: String) -> String {
    xmlText(text).split(separator: "\"", omittingEmptySubsequences: false)
        .joined(separator: "&quot;")
}
