internal import ImageClassification
internal import OpenInference

/// A model that is ready to answer: immutable, and shared by all threads.
final class ServedModel: Sendable {
    let contract: ModelContract
    let classifier: Classifier
    /// Its place among the counters, which stays when the file is read again.
    let index: Int
    /// The multiply-adds of an image, by which work is judged.
    let multiplyAdds: Int

    init(_ classifier: Classifier, name: String, version: String, index: Int) throws {
        let shape = classifier.inputShape
        contract = ModelContract(
            name: name, version: version, height: shape.height, width: shape.width,
            channels: shape.channels, classNames: classifier.classNames)
        self.classifier = classifier
        self.index = index
        multiplyAdds = max(1, classifier.model.network.multiplyAddsPerInput)
        // Whatever is made at the first use is made before the model is shown to anyone.
        let session = InferenceSession(classifier)
        _ = try session.classes(of: [UInt8](repeating: 0, count: classifier.inputCount))
    }
}

/// The models that are served at one moment.
final class ModelTable: Sendable {
    /// By name, each with its versions by rising number.
    private let byName: [String: [ServedModel]]
    /// All, by name and version.
    let models: [ServedModel]

    init(_ models: [ServedModel]) {
        byName = Dictionary(grouping: models, by: \.contract.name).mapValues {
            $0.sorted { (Int($0.contract.version) ?? 0) < (Int($1.contract.version) ?? 0) }
        }
        self.models = byName.keys.sorted().flatMap { [byName] in byName[$0] ?? [] }
    }

    /// The model of a name: of a version, or the newest.
    func model(_ name: String, version: String?) throws(RequestError) -> ServedModel {
        guard let versions = byName[name], let newest = versions.last else {
            let names = byName.keys.sorted().prefix(20).joined(separator: ", ")
            throw RequestError(.notFound, "the model: expected one of \(names), found another name")
        }
        guard let version else { return newest }
        guard let model = versions.first(where: { $0.contract.version == version }) else {
            let known = versions.map(\.contract.version).joined(separator: ", ")
            throw RequestError(
                .notFound, "the version of \(name): expected one of \(known), found another")
        }
        return model
    }

    /// The versions of a model.
    func versions(of name: String) -> [String] {
        (byName[name] ?? []).map(\.contract.version)
    }
}
