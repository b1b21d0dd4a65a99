internal import FileIO

extension JSONValue {
    /// The value as JSON text.
    ///
    /// Members keep their order. Numbers have the fewest digits that read back as the same value;
    /// those that are not finite, which JSON cannot express, become `null`. Characters that a
    /// terminal would obey or hide are escaped, so that the text can be shown as it is.
    ///
    /// - Parameter pretty: Whether each member has a line, indented by two spaces a level; arrays
    ///   of plain values, such as rows of numbers, stay on one. If not, the text has no space
    ///   outside strings and no line break at all.
    public func text(pretty: Bool = false) -> String {
        var writer = JSONWriter(pretty: pretty)
        writer.write(self)
        return writer.text
    }
}

extension JSONValue {
    /// The text of a value that was checked, so that it can be shown as it is: what a terminal would
    /// obey or hide is escaped in its strings, and a space between its parts.
    package static func visibleText(_ text: some Sequence<UInt8>) -> [UInt8] {
        var visible: [UInt8] = []
        for scalar in String(decoding: Array(text), as: UTF8.self).unicodeScalars {
            // Strings have no plain control characters.
            if scalar.value < 0x20 {
                visible.append(UInt8(ascii: " "))
            } else if scalar.isInvisible {
                visible += scalar.jsonEscape.utf8
            } else {
                visible += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
            }
        }
        return visible
    }
}

extension Unicode.Scalar {
    /// The scalar in a JSON string, by its UTF-16 numbers.
    fileprivate var jsonEscape: String {
        (UTF16.encode(self) ?? UTF16.encodedReplacementCharacter).map { unit in
            let digits = String(unit, radix: 16)
            return "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
        }.joined()
    }
}

extension JSONValue {
    /// Whether the value contains no others.
    fileprivate var isPlain: Bool {
        switch self {
        case .array, .object: false
        default: true
        }
    }
}

/// The text of a JSON value while it is built.
private struct JSONWriter {
    var text = ""
    let pretty: Bool
    private var depth = 0

    init(pretty: Bool) { self.pretty = pretty }

    mutating func write(_ value: JSONValue) {
        switch value {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .integer(let value): text += "\(value)"
        case .double(let value): text += value.isFinite ? "\(value)" : "null"
        case .float(let value): text += value.isFinite ? "\(value)" : "null"
        case .string(let value): write(value)
        case .array(let elements):
            let isPlain = elements.allSatisfy { $0.isPlain }
            writeItems(elements, between: ("[", "]"), onOneLine: isPlain) { (writer, element) in
                writer.write(element)
            }
        case .object(let members):
            writeItems(members, between: ("{", "}")) { (writer, member) in
                writer.write(member.key)
                writer.text += writer.pretty ? ": " : ":"
                writer.write(member.value)
            }
        }
    }

    private mutating func writeItems<Item>(
        _ items: [Item], between brackets: (String, String), onOneLine: Bool = false,
        write: (inout Self, Item) -> Void
    ) {
        text += brackets.0
        depth += 1
        for (index, item) in items.enumerated() {
            if index > 0 { text += onOneLine && pretty ? ", " : "," }
            if !onOneLine { breakLine() }
            write(&self, item)
        }
        depth -= 1
        if !items.isEmpty, !onOneLine { breakLine() }
        text += brackets.1
    }

    private mutating func breakLine() {
        guard pretty else { return }
        text += "\n" + String(repeating: "  ", count: depth)
    }

    private mutating func write(_ string: String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\u{8}": text += "\\b"
            case "\u{C}": text += "\\f"
            case _ where scalar.isInvisible: text += scalar.jsonEscape
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
