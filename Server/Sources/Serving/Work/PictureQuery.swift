internal import OpenInference

/// What the address of a picture's request says.
struct PictureQuery: Hashable, Sendable {
    /// The model; `nil` for the one that makes most of pictures.
    var model: String?
    /// Whether each of several digits is classified.
    var each = false
    /// How many classes are named; `nil` for three.
    var topClasses: Int?
    /// Whether also what is none of the classes is given one.
    var acceptsAll = false

    /// Reads `model=NAME&each=true&top_k=K&accept_all=true`.
    ///
    /// - Throws: ``RequestError`` for another name, a value that makes no sense, or a name twice.
    init(_ query: String) throws(RequestError) {
        var names: Set<String> = []
        for item in query.split(separator: "&") {
            let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(parts[0])
            guard let value = percentDecoded(parts.count > 1 ? parts[1] : ""),
                names.insert(name).inserted
            else {
                throw RequestError(.invalid, "the query: expected each name once, with a value")
            }
            switch name {
            case "model": model = value
            case "each": each = try Self.truth(value, of: "each")
            case "accept_all": acceptsAll = try Self.truth(value, of: "accept_all")
            case "top_k":
                guard let count = Int(value), count > 0 else {
                    throw RequestError(
                        .invalid, "top_k: expected a whole number above 0, found something else")
                }
                topClasses = count
            default:
                throw RequestError(
                    .invalid,
                    "the query: expected model, each, top_k or accept_all, found another name")
            }
        }
    }

    private static func truth(_ value: String, of name: String) throws(RequestError) -> Bool {
        switch value {
        case "true", "1", "": true
        case "false", "0": false
        default:
            throw RequestError(.invalid, "\(name): expected true or false, found something else")
        }
    }
}
