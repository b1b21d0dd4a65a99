import FileIO

/// Where the images go that the network sees of pictures.
struct PreparedFiles {
    let path: String
    /// Whether there may be several, which are numbered from 1.
    let isNumbered: Bool
    /// The largest number that there may be.
    let most: Int

    /// The file of an image, `seen.png` or `seen-1.png`.
    func name(_ number: Int) -> String { isNumbered ? NumberedPath(path)(number) : path }

    /// Those that may be written over, and the first, which tells whether the folder is there.
    var planned: [PlannedOutput] {
        let existing = isNumbered ? NumberedPath(path).existingNumbers.filter { $0 <= most } : []
        return Set(existing + [1]).sorted().map { PlannedOutput(name($0)) }
    }
}
