internal import FileIO
internal import ImageClassification
public import ModelFiles

/// The models of a benchmark, each with a label of its own.
public struct BenchmarkSubjects {
    let models: [Model]
    /// The names of the models; their files where two have one name.
    let labels: [String]

    /// What a page calls the models.
    public var names: [String] { labels.map { displayName($0) } }

    /// Gives each model its label.
    public init(_ models: [Model]) {
        self.models = models
        labels = models.map { model in
            let name = model.manifest.name
            let isUnique = models.count { $0.manifest.name == name } == 1
            return isUnique ? name : model.source
        }
    }
}

/// One of the combinations that are measured.
struct BenchmarkCellKey: Hashable {
    let model: String
    let threads: Int
    let batchSize: Int
}
