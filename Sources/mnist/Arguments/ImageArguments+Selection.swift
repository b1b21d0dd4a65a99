public import ArgumentParser
public import Datasets

extension DataSplit: ExpressibleByArgument {}

extension LabelColumn: ExpressibleByArgument {
    /// Reads `first`, `last` or `none`; anything else is the name of a column.
    public init?(argument: String) {
        switch argument {
        case "": return nil
        case "first": self = .first
        case "last": self = .last
        case "none": self = .none
        default: self = .named(argument)
        }
    }
}

/// Which of the things in a file or folder are the images and the labels.
extension ImageArguments {
    /// What is selected.
    var selection: DataSelection {
        var selection = DataSelection()
        selection.split = split
        selection.imageArray = imagesArray
        selection.labelArray = labelsArray
        selection.labelColumn = labelColumn
        selection.preparesPictures = prepare
        return selection
    }

    /// The first option that is given.
    var givenSelectionOption: String? {
        if split != nil { return "--split" }
        if imagesArray != nil { return "--images-array" }
        if labelsArray != nil { return "--labels-array" }
        if labelColumn != nil { return "--label-column" }
        return prepare ? "--prepare" : nil
    }
}
