public import ArgumentParser
import Datasets

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
struct SelectionArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The part of a NumPy file that has several. (default: test)", valueName: "part"))
    var split: DataSplit?

    @Option(
        help: ArgumentHelp(
            "The array of images in a NumPy file, where names do not tell it.", valueName: "name"))
    var imagesArray: String?

    @Option(
        help: ArgumentHelp(
            "The array of labels in a NumPy file, where names do not tell it.", valueName: "name"))
    var labelsArray: String?

    @Option(
        help: ArgumentHelp(
            "The column of labels in a CSV file: first, last, none, or its name.",
            valueName: "column"))
    var labelColumn: LabelColumn?

    @Flag(help: "Prepare the pictures of a folder as digits, instead of reading them as they are.")
    var prepare = false

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
    var givenOption: String? {
        if split != nil { return "--split" }
        if imagesArray != nil { return "--images-array" }
        if labelsArray != nil { return "--labels-array" }
        if labelColumn != nil { return "--label-column" }
        return prepare ? "--prepare" : nil
    }
}
