internal import Datasets
internal import FileIO

/// What is to be said of data on which hardly an answer is right.
struct AccuracyDoubt {
    /// The share of right answers, 0…1.
    let accuracy: Double
    let imageCount: Int

    /// Below this share it is worth a look whether the data is stored otherwise than was said.
    private static let low = 0.8
    /// With fewer images, an accuracy near chance may be chance itself.
    private static let fewest = 100

    func remarks(
        on dataset: LabeledImages, by classifier: Classifier, _ probe: DataProbe?
    ) throws -> [DataRemark] {
        guard accuracy < Self.low else { return [] }
        if let mismatch = mismatch(of: dataset, and: classifier) { return [mismatch] }
        if let found = try probe?.remark(on: dataset.images, by: classifier) { return [found] }
        let chance = 1 / Double(classifier.classCount)
        guard imageCount >= Self.fewest, classifier.classCount > 1, accuracy < 1.5 * chance else {
            return []
        }
        return [
            DataRemark(
                file: dataset.images,
                "no more answers are right than by chance: network and data may not belong "
                    + "together, or pixels may not be what the network was trained on")
        ]
    }

    /// That a network was trained on another data set, where both are known.
    private func mismatch(of dataset: LabeledImages, and classifier: Classifier) -> DataRemark? {
        guard let used = dataset.preset, let trained = classifier.model.manifest.dataset,
            used != trained
        else { return nil }
        return DataRemark(
            file: dataset.images,
            "these are images of \(used.title), and the network was trained on \(trained.title)",
            settings: [Setting.dataset.set(to: trained.name)])
    }
}
