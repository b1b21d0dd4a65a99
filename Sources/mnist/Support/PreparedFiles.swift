import FileIO
import ImageClassification
import PictureDecoding

/// Where the images go that the network sees of pictures.
struct PreparedFiles {
    let path: String
    /// Whether there may be several, which are numbered from 1.
    let isNumbered: Bool
    /// The largest number that there may be.
    let most: Int
    /// Whether files that are there give way.
    let mayReplace: Bool

    /// The file of an image, `seen.png` or `seen-1.png`.
    func name(_ number: Int) -> String { isNumbered ? NumberedPath(path)(number) : path }

    /// Those that may be written over, and the first, which tells whether the folder is there.
    var planned: [PlannedOutput] {
        let existing = isNumbered ? NumberedPath(path).existingNumbers.filter { $0 <= most } : []
        return Set(existing + [1]).sorted().map { PlannedOutput(name($0), mayReplace: mayReplace) }
    }

    /// Writes the image of a number.
    ///
    /// - Parameters:
    ///   - pixels: `[height, width]`, row-major, 0 to 255.
    ///   - shape: Its size, of one channel.
    func write(_ pixels: [UInt8], _ shape: ImageShape, number: Int) throws(FileError) {
        let path = name(number)
        let image = GreyImage(width: shape.width, height: shape.height, pixels: pixels)
        guard let bytes = image.pngBytes() else {
            throw .cannotWrite(path: path, reason: "insufficient memory")
        }
        try StagedOutput(bytes, for: path, mayReplace: mayReplace).commit()
    }
}
