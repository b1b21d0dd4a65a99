/// One line of comma-separated values (RFC 4180), with its line break.
///
/// Line breaks are single newlines, as other tools on these systems write and read them.
func csvLine(_ fields: [String]) -> String {
    fields.map { field in
        let needsQuotes = field.contains { $0 == "," || $0 == "\"" || $0.isNewline }
        guard needsQuotes else { return field }
        return "\"" + field.map { $0 == "\"" ? "\"\"" : String($0) }.joined() + "\""
    }.joined(separator: ",") + "\n"
}
