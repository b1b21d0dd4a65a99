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

    init(_ classifier: Classifier, _ arguments: PictureArguments, files: [String]) {
        self.classifier = classifier
        self.arguments = arguments
        self.files = files
    }

    mutating func classifyAll() throws -> [ClassifiedPicture] {
        var pictures: [ClassifiedPicture] = []
        for file in files {
            do {
                pictures.append(try classify(file))
            } catch {
                try report(error)
            }
        }
        return pictures
    }

    private func classify(_ file: String) throws -> ClassifiedPicture {
        let (limits, extent) = (arguments.limits, DigitPreprocessor.sufficientExtent)
        if file != "-", let folder = try? FolderListing(file) {
            throw PictureFiles.NoPicture(folder)
        }
        let picture =
            file == "-"
            ? try Picture.standardInput(limits: limits, reducingTo: extent)
            : try Picture(path: file, limits: limits, reducingTo: extent)
        let read = try classifier.read(picture, options: arguments.options)
        let digits = read.digits
        guard arguments.each || digits.count == 1 else {
            throw PreparationError.severalDigits(file: picture.source, count: digits.count)
        }
        let answers = try classifier.classify(
            batch: digits.flatMap(\.pixels), rejects: arguments.options.rejects)
        return ClassifiedPicture(
            file: file,
            digits: zip(digits, answers).map {
                ClassifiedPicture.Digit(
                    box: $0.box, pixels: $0.pixels, answer: $1, line: $0.line)
            }, leftOut: read.leftOut)
    }

    /// Writes what the network saw, if that is asked for.
    ///
    /// To be called when the report has been printed, so that a command that cannot print leaves
    /// no file behind.
    mutating func save(_ pictures: [ClassifiedPicture]) throws {
        guard let target = arguments.preparedFiles(count: files.count) else { return }
        for (index, digit) in pictures.flatMap(\.digits).enumerated() {
            do {
                try target.write(digit.pixels, classifier.inputShape, number: index + 1)
            } catch {
                try report(error)
            }
        }
    }

    /// Says what failed, so that the others follow.
    private mutating func report(_ error: any Error) throws {
        guard let status = CommandFailure.status(of: error) else { throw error }
        StandardError.writeError(CommandFailure.sentence(of: error))
        firstFailure = firstFailure ?? status
    }
}
