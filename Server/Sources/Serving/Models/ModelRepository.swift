internal import CMalloc
internal import ImageClassification
internal import Synchronization

/// Reads models, and reads them again when their files change.
///
/// A changed file is read beside the model that serves. Only when it has become a model it takes its
/// place; otherwise the old one serves on, and the file is tried again when it changes once more.
final class ModelRepository: Sendable {
    /// The folder; `nil` for the models that come with the package.
    private let folder: String?
    private let state = Mutex(State())

    private struct State {
        var loaded: [ModelKey: (file: ModelFile, model: ServedModel)] = [:]
        /// Files that are no models, so that each is reported once.
        var refused: Set<ModelFile> = []
        /// When a file was missed for the first time: a replacement may be on its way.
        var missing: Set<ModelKey> = []
        /// The places of the counters.
        var indices: [ModelKey: Int] = [:]
        var failures = 0
    }

    private struct ModelKey: Hashable {
        let name: String
        let version: String
    }

    /// Reads all models.
    ///
    /// - Throws: ``ServerError`` if one cannot be read, or there is none.
    init(folder: String?) throws {
        self.folder = folder
        for file in files() {
            do {
                try load(file)
            } catch {
                throw ServerError.model(file: file.path, reason: "\(error)")
            }
        }
        guard !table.models.isEmpty else { throw ServerError.noModels(folder: folder ?? "models") }
    }

    /// What is served now.
    var table: ModelTable { state.withLock { ModelTable($0.loaded.values.map(\.model)) } }

    /// How often a changed file was no model.
    var failureCount: Int { state.withLock { $0.failures } }

    private func files() -> [ModelFile] {
        if let folder { return ModelFolder.files(in: folder) }
        return BundledModel.allCases.compactMap { model in
            FileStamp(model.path).map {
                ModelFile(name: model.name, version: "1", path: model.path, stamp: $0)
            }
        }
    }

    private func load(_ file: ModelFile) throws {
        let key = ModelKey(name: file.name, version: file.version)
        let index = state.withLock { state in
            let index = state.indices[key] ?? state.indices.count
            state.indices[key] = index
            return index
        }
        let model = try ServedModel(
            Model(path: file.path), name: file.name, version: file.version, index: index)
        state.withLock { $0.loaded[key] = (file, model) }
        // What packing took for the check.
        cmalloc_give_back()
    }

    /// Looks for changes, reads what has changed, and says what came of it.
    ///
    /// Called by one thread.
    ///
    /// - Returns: The table if it has changed.
    func refresh(log: (String) -> Void) -> ModelTable? {
        guard folder != nil else { return nil }
        let files = files()
        var hasChanged = false
        for file in files {
            let key = ModelKey(name: file.name, version: file.version)
            let isNew = state.withLock { state in
                state.loaded[key]?.file != file && !state.refused.contains(file)
            }
            guard isNew else { continue }
            do {
                try load(file)
                hasChanged = true
                log("serves \(file.name), version \(file.version), from \(file.path)")
            } catch {
                state.withLock {
                    $0.refused.insert(file)
                    $0.failures += 1
                }
                log("\(error); the model that was served before, if any, serves on")
            }
        }
        return forget(allBut: files, log) || hasChanged ? table : nil
    }

    /// Drops models whose file was missed twice.
    private func forget(allBut files: [ModelFile], _ log: (String) -> Void) -> Bool {
        let present = Set(files.map { ModelKey(name: $0.name, version: $0.version) })
        let gone = state.withLock { state in
            let missing = Set(state.loaded.keys).subtracting(present)
            let gone = missing.intersection(state.missing)
            state.missing = missing.subtracting(gone)
            state.refused.formIntersection(files)
            for key in gone { state.loaded[key] = nil }
            return gone
        }
        for key in gone { log("serves \(key.name), version \(key.version), no longer: it is gone") }
        return !gone.isEmpty
    }
}
