internal import FileIO

/// The classes of labels that were names, as those of folders are, and the model's of the same names.
struct NamedClasses {
    private let names: [String]
    private let source: String
    /// The model's class of each name; `nil` if the model has not all of them.
    private let numbers: [Int]?

    /// Compares the names of a data set's classes, in the order of their numbers, with a model's.
    init(_ names: [String], modelClasses: [String], source: String) {
        (self.names, self.source) = (names, source)
        let places = names.map { name in modelClasses.indices.filter { modelClasses[$0] == name } }
        numbers = places.allSatisfy { $0.count == 1 } ? places.map { $0[0] } : nil
    }

    /// The model's classes of labels.
    func classes(_ labels: [Int]) -> [Int] {
        guard let numbers else { return labels }
        return labels.map { numbers[$0] }
    }

    /// That classes were numbered by the order of their names, if they are not the model's.
    var remarks: [DataRemark] {
        guard numbers == nil else { return [] }
        let list = names.prefix(12).enumerated().map { "\($0) \(displayName($1))" }
        return [
            DataRemark(
                file: source,
                "classes are numbered by name, since the model has not these: "
                    + list.joined(separator: ", ") + (names.count > 12 ? ", …" : ""))
        ]
    }
}
