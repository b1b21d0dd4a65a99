import ImageClassification
import StrictJSON
import TensorCore

/// What `mnist evaluate` prints.
struct EvaluationReport {
    let result: EvaluationResult
    let dataset: LabeledImages
    let model: Model
    let batchSize: Int
    let showsConfusion: Bool
    let showsMistakes: Bool

    var evaluation: Evaluation { result.evaluation }
    var classNames: [String] { model.manifest.classes }
    /// The kernels in use.
    var kernel: String { KernelVariant.active.name }

    func rendered(as format: OutputFormat) -> String {
        switch format {
        case .text: text
        case .json: json.text(pretty: true) + "\n"
        case .csv: csv
        }
    }
}
