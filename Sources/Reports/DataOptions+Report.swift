public import Datasets
internal import FileIO
public import ModelFiles
internal import StrictJSON

/// What reports say of how data was read: only what differs from MNIST's own files.
extension DataOptions {
    /// In words, such as `transposed`.
    var words: [String] {
        var words: [String] = []
        if transposes { words.append("transposed") }
        if mirrors { words.append("mirrored") }
        if inverts { words.append("inverted") }
        if let pixelRange { words.append("pixels \(pixelRange)") }
        if let channelOrder { words.append("channels \(channelOrder.rawValue)") }
        if let imageShape { words.append("images of \(imageShape)") }
        if firstLabel != 0 { words.append("labels from \(firstLabel)") }
        return words + selection.words
    }

    /// The member `data_options`; none if nothing was said.
    var members: [JSONValue.Member] {
        guard self != DataOptions() else { return [] }
        return [
            .init(
                "data_options",
                [
                    "transpose": .bool(transposes), "mirror": .bool(mirrors),
                    "invert": .bool(inverts),
                    "pixel_range": .optional(pixelRange?.description),
                    "channel_order": .optional(channelOrder?.rawValue),
                    "image_shape": .optional(imageShape?.description),
                    "labels_from": .integer(firstLabel),
                    "split": .optional(selection.split?.rawValue),
                    "images_array": .optional(selection.imageArray),
                    "labels_array": .optional(selection.labelArray),
                    "label_column": .optional(selection.labelColumn?.name),
                    "prepare": .bool(selection.preparesPictures),
                ])
        ]
    }
}

extension DataSelection {
    /// In words, such as `array x_test`.
    fileprivate var words: [String] {
        var words: [String] = []
        if let split { words.append("\(split.rawValue) split") }
        if let imageArray { words.append("array \(displayName(imageArray))") }
        if let labelArray { words.append("labels of array \(displayName(labelArray))") }
        if let labelColumn { words.append("label column \(displayName(labelColumn.name))") }
        if preparesPictures { words.append("prepared") }
        return words
    }
}

extension LabelColumn {
    /// `first`, `last`, `none`, or the name of the column.
    fileprivate var name: String {
        switch self {
        case .first: "first"
        case .last: "last"
        case .none: "none"
        case .named(let name): name
        }
    }
}

extension LabeledImages {
    /// What the classes are called: by the model's file, or else by the data set's name.
    public func classNames(of model: Model) -> [String] {
        let own = model.manifest.classes
        guard let layout, layout.classNames.count == own.count,
            own == own.indices.map(String.init)
        else { return own }
        return layout.classNames
    }
}
