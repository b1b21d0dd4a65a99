internal import CMalloc
internal import ImageClassification
internal import OpenInference
internal import Synchronization

/// A model that is ready to answer: immutable to those who use it, and shared by all threads.
///
/// Its weights are packed when it is first asked: packed they take as much memory again, and of many
/// models most are never asked.
final class ServedModel: Sendable {
    let contract: ModelContract
    /// Its place among the counters, which stays when the file is read again.
    let index: Int
    /// The multiply-adds of an image, by which work is judged.
    let multiplyAdds: Int
    private let model: Model
    private let packed = Mutex<Classifier?>(nil)
    private let atHand: Atomic<Bool>
    /// As many weights as an event loop may pack, some 3 ms.
    private static let fewWeights = 1 << 20

    init(_ model: Model, name: String, version: String, index: Int) throws {
        let shape = model.manifest.input
        contract = ModelContract(
            name: name, version: version, height: shape.height, width: shape.width,
            channels: shape.channels, classNames: model.manifest.classes)
        self.model = model
        self.index = index
        atHand = Atomic(model.network.parameterCount < Self.fewWeights)
        multiplyAdds = max(1, model.network.multiplyAddsPerInput)
        // A model that cannot be packed, or answers NaN, is refused here. What was packed for that is
        // let go.
        let session = InferenceSession(try Classifier(model))
        _ = try session.classes(of: [UInt8](repeating: 0, count: shape.count))
    }

    /// Whether ``classifier`` is there at once, or soon enough for an event loop.
    var isAtHand: Bool { atHand.load(ordering: .relaxed) }

    /// The model with its weights packed, by the first who asks; others wait meanwhile.
    var classifier: Classifier {
        packed.withLock { packed in
            if let packed { return packed }
            guard let classifier = try? Classifier(model) else {
                preconditionFailure("what was packed once can be packed again")
            }
            packed = classifier
            // Packing takes copies on its way.
            cmalloc_give_back()
            atHand.store(true, ordering: .relaxed)
            return classifier
        }
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
