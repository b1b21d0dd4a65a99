internal import Datasets
internal import FileIO

/// What is to be said of data on which hardly an answer is right.
package struct AccuracyDoubt {
    /// The share of right answers, 0…1.
    let accuracy: Double
    let imageCount: Int

    /// Asks about so many images, of which a share is answered right.
    package init(accuracy: Double, imageCount: Int) {
        (self.accuracy, self.imageCount) = (accuracy, imageCount)
    }

    /// Below this share it is worth a look whether the data is stored otherwise than was said.
    private static let low = 0.8
    /// With fewer images, an accuracy near chance may be chance itself.
    private static let fewest = 100

    func remarks(
        on dataset: LabeledImages, by classifier: Classifier, _ probe: DataProbe?
    ) throws -> [DataRemark] {
        guard isLow else { return [] }
        if let found = try Self.remark(on: dataset, by: classifier, probe) { return [found] }
        return isChance(classCount: classifier.classCount)
            ? [DataRemark(file: dataset.images, Self.chance)] : []
    }

    /// Whether hardly an answer is right.
    package var isLow: Bool { accuracy < Self.low }

    /// Whether no more answers are right than by chance.
    package func isChance(classCount: Int) -> Bool {
        imageCount >= Self.fewest && classCount > 1 && accuracy < 1.5 / Double(classCount)
    }

    /// What is said then, without the name of the file.
    package static let chance =
        "no more answers are right than by chance: network and data may not belong "
        + "together, or pixels may not be what the network was trained on"

    /// What network and data themselves tell of why hardly an answer is right; nothing depends on how
    /// many are.
    static func remark(
        on dataset: LabeledImages, by classifier: Classifier, _ probe: DataProbe?
    ) throws -> DataRemark? {
        try mismatch(of: dataset, and: classifier)
            ?? probe?.remark(on: dataset.images, by: classifier)
    }

    /// That a network was trained on another data set, where both are known.
    private static func mismatch(of dataset: LabeledImages, and classifier: Classifier)
        -> DataRemark?
    {
        guard let used = dataset.preset, let trained = classifier.model.manifest.dataset,
            used != trained
        else { return nil }
        return DataRemark(
            file: dataset.images,
            "these are images of \(used.title), and the network was trained on \(trained.title)",
            settings: [Setting.dataset.set(to: trained.name)])
    }
}
