internal import FileIO

/// One line of comma-separated values (RFC 4180), with its line break.
///
/// Line breaks are single newlines, as other tools on these systems write and read them. What a
/// terminal would obey or hide is escaped as in text, line breaks too, so that a record is a line.
func csvLine(_ fields: [String]) -> String {
    fields.map(csvField).joined(separator: ",") + "\n"
}

private func csvField(_ field: String) -> String {
    if field.isEmpty { return "" }
    let text = displayName(field, maximumLength: .max)
    // Bytes and not characters: a comma followed by a combining mark is still a comma.
    let special = [UInt8](",\"\r\n".utf8)
    guard field.utf8.contains(where: special.contains) else { return text }
    var quoted = "\""
    for scalar in text.unicodeScalars {
        if scalar == "\"" { quoted += "\"" }
        quoted.unicodeScalars.append(scalar)
    }
    return quoted + "\""
}
