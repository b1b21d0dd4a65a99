import ArgumentParser
import DigitPreparation
import FileIO
import ImageClassification
import PictureDecoding

/// Classifies pictures one after the other; those that cannot be are reported, and passed over.
struct PictureClassifier {
    let classifier: Classifier
    let arguments: PictureArguments
    let files: [String]

    /// The status of the first failure, if there was one.
    private(set) var firstFailure: Int32?
    private var savedCount = 0

    init(_ classifier: Classifier, _ arguments: PictureArguments, files: [String]) {
        self.classifier = classifier
        self.arguments = arguments
        self.files = files
    }

    mutating func classifyAll() throws -> [ClassifiedPicture] {
        var pictures: [ClassifiedPicture] = []
        for file in files {
            do {
                let picture = try classify(file)
                try save(picture)
                pictures.append(picture)
            } catch {
                guard let status = CommandFailure.status(of: error) else { throw error }
                StandardError.writeError(CommandFailure.sentence(of: error))
                firstFailure = firstFailure ?? status
            }
        }
        return pictures
    }

    private func classify(_ file: String) throws -> ClassifiedPicture {
        let (limits, extent) = (arguments.limits, DigitPreprocessor.sufficientExtent)
        let picture =
            file == "-"
            ? try Picture.standardInput(limits: limits, reducingTo: extent)
            : try Picture(path: file, limits: limits, reducingTo: extent)
        let digits = try classifier.prepare(picture, options: arguments.options)
        guard arguments.each || digits.count == 1 else {
            throw PreparationError.severalDigits(file: picture.source, count: digits.count)
        }
        let answers = try classifier.classify(batch: digits.flatMap(\.pixels))
        return ClassifiedPicture(
            file: file,
            digits: zip(digits, answers).map {
                ClassifiedPicture.Digit(box: $0.box, pixels: $0.pixels, answer: $1)
            })
    }

    /// Writes what the network saw, if that is asked for.
    private mutating func save(_ picture: ClassifiedPicture) throws {
        guard let path = arguments.savePrepared else { return }
        let isNumbered = arguments.each || files.count > 1
        for digit in picture.digits {
            savedCount += 1
            let name = isNumbered ? Self.numbered(path, savedCount) : path
            let shape = classifier.inputShape
            let image = GreyImage(width: shape.width, height: shape.height, pixels: digit.pixels)
            guard let bytes = image.pngBytes() else {
                throw FileError.cannotWrite(path: name, reason: "insufficient memory")
            }
            try OutputFile.replace(name, with: bytes)
        }
    }

    /// `seen.png` becomes `seen-1.png`.
    private static func numbered(_ path: String, _ number: Int) -> String {
        guard let dot = path.lastIndex(of: "."), !path[dot...].contains("/"), dot > path.startIndex
        else { return "\(path)-\(number)" }
        return "\(path[..<dot])-\(number)\(path[dot...])"
    }
}
