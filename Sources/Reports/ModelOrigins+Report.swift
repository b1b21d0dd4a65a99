internal import ImageClassification
internal import StrictJSON

/// What reports say of a model without a manifest: each value that was used, by who said it.
extension ModelManifest {
    /// A row for each of those who said something, the defaults first.
    func originRows(_ origins: ModelOrigins) -> [(key: String, text: String)] {
        let statements = statements(origins)
        return [ModelOrigins.Origin.standard, .option, .architecture, .file].compactMap { origin in
            let texts = statements.filter { $0.origin == origin }.map(\.text)
            return texts.isEmpty ? nil : (origin.rawValue, texts.joined(separator: "; "))
        }
    }

    /// The members of the object `origins`.
    func originJSON(_ origins: ModelOrigins) -> JSONValue {
        .object(
            statements(origins).map { statement in
                .init(
                    statement.key,
                    ["value": statement.value, "origin": .string(statement.origin.rawValue)])
            } + [.init("notes", .array(origins.notes.map { .string($0) }))])
    }
}

extension Model {
    /// The rows; none for a model with a manifest.
    var originRows: [(key: String, text: String)] {
        origins.map { manifest.originRows($0) } ?? []
    }

    /// The key `origins` with its object; none for a model with a manifest.
    var originMembers: [JSONValue.Member] {
        origins.map { [.init("origins", manifest.originJSON($0))] } ?? []
    }

    /// The rows as a table of their own, after a blank line; nothing for a model with a manifest.
    var originText: String {
        guard !originRows.isEmpty else { return "" }
        var table = TextTable([.left, .left])
        for row in originRows { table.append([row.key, row.text]) }
        return "\n" + table.text
    }
}
