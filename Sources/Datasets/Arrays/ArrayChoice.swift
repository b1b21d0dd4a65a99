internal import FileIO
internal import NPZ

/// Which arrays of a NumPy file are the images and the labels.
///
/// Names decide, in the spellings that circulate: `x_test`, `test_images`, `X_test`; a part that is
/// not named is that of files with one part alone: `images`, `x`, `arr_0`.
struct ArrayChoice {
    let images: NPYArray
    let labels: NPYArray?
    /// What was chosen where there was a choice, without the file's name.
    let note: String?

    private static let imageWords = ["images", "image", "imgs", "x", "data", "pixels", "features"]
    private static let labelWords = ["labels", "label", "y", "target", "targets", "classes"]
    /// What `numpy.savez(file, images, labels)` calls its arguments.
    private static let argument = "arr_"

    init(_ file: NPZFile, _ selection: DataSelection) throws(DataSelectionError) {
        let all = file.arrays
        let listed = all.map(Self.described)
        func named(_ name: String) throws(DataSelectionError) -> NPYArray {
            guard let array = file[name] else {
                throw .noSuchArray(file: file.source, array: name, arrays: listed)
            }
            return array
        }
        let part = selection.split ?? Self.usualPart(all)
        if let name = selection.imageArray {
            images = try named(name)
        } else if all.count == 1, selection.labelArray == nil, selection.split == nil {
            images = all[0]
        } else {
            let found = Self.arrays(all, called: Self.imageWords, part, position: 0)
                .filter { $0.name != selection.labelArray }
            guard found.count == 1 else {
                throw .arraysUnclear(
                    file: file.source, content: Self.title("images", selection.split),
                    arrays: listed, setting: .imageArray)
            }
            images = found[0]
        }
        let images = images
        if let name = selection.labelArray {
            labels = try named(name)
        } else {
            let partOfImages = Self.part(of: images.name) ?? part
            let found = Self.arrays(all, called: Self.labelWords, partOfImages, position: 1)
                .filter { $0 != images }
            guard found.count <= 1 else {
                throw .arraysUnclear(
                    file: file.source, content: Self.title("labels", selection.split),
                    arrays: listed, setting: .labelArray)
            }
            labels = found.first
        }
        let used = 1 + (labels == nil ? 0 : 1)
        let names = displayName(images.name) + (labels.map { " and \(displayName($0.name))" } ?? "")
        note = all.count > used ? "\(names) are read, of \(all.count) arrays" : nil
    }

    /// The test part where there is one, else the arrays that name no part.
    private static func usualPart(_ arrays: [NPYArray]) -> DataSplit? {
        Self.arrays(arrays, called: imageWords, .test, position: 0).isEmpty ? nil : .test
    }

    /// The arrays whose names are a word, or a word and a part.
    private static func arrays(
        _ arrays: [NPYArray], called words: [String], _ part: DataSplit?, position: Int
    ) -> [NPYArray] {
        let found = arrays.filter { array in
            let pieces = Self.pieces(array.name)
            guard let part else { return pieces.count == 1 && words.contains(pieces[0]) }
            return pieces.count == 2
                && (words.contains(pieces[0]) && part.names.contains(pieces[1])
                    || words.contains(pieces[1]) && part.names.contains(pieces[0]))
        }
        guard found.isEmpty, part == nil else { return found }
        return arrays.filter { $0.name == "\(argument)\(position)" }
    }

    /// The part that a name mentions.
    private static func part(of name: String) -> DataSplit? {
        let pieces = pieces(name)
        return DataSplit.allCases.first { part in
            pieces.contains { part.names.contains($0) }
        }
    }

    private static func pieces(_ name: String) -> [String] {
        name.lowercased().split { "_-./ ".contains($0) }.map(String.init)
    }

    private static func title(_ content: String, _ split: DataSplit?) -> String {
        split.map { "\(content) of the \($0.rawValue) part" } ?? content
    }

    /// An array as a list has it: name, type, shape.
    private static func described(_ array: NPYArray) -> String {
        "\(displayName(array.name)) \(array.type) \(array.shape)"
    }
}
