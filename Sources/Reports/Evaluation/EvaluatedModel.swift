internal import ImageClassification
internal import PartialResults
internal import StrictJSON

/// What the report of an evaluation says of the model.
struct EvaluatedModel {
    let summary: String
    let members: [JSONValue.Member]
    let originRows: [(key: String, text: String)]
    let classNames: [String]

    init(_ model: Model, classNames: [String]) {
        summary = model.summary
        members = model.members
        originRows = model.originRows
        self.classNames = classNames
    }

    /// Says the same of a model of which partial results were merged.
    init(_ model: ModelIdentity) {
        let facts = model.facts
        summary = modelSummary(
            name: facts.name, parameterCount: facts.parameterCount,
            file: facts.isBundled ? nil : facts.path)
        members =
            modelMembers(
                name: facts.name, path: facts.path, parameterCount: facts.parameterCount)
            + (facts.origins.map { [.init("origins", $0)] } ?? [])
        originRows = facts.originRows.map { (terminalSafe($0[0]), terminalSafe($0[1])) }
        classNames = model.classNames
    }
}
