// A program that classifies: without arguments the bundled test set, and else the pictures or the
// IDX file of images that it is given.
//
//     swift run EmbeddedClassifier
//     swift run EmbeddedClassifier photo.jpg drawing.pgm
//     swift run EmbeddedClassifier ../data/mnist/t10k-images-idx3-ubyte.gz

import Foundation
import ImageClassification
import PictureDecoding

/// Scores a network on the MNIST test set.
func evaluate() throws {
    let classifier = try Classifier(.mnistMLP)
    let evaluation = try classifier.evaluate(DatasetPreset.mnist.testSet).evaluation
    print("\(evaluation.correct) of \(evaluation.total) correct")
}

/// Classifies the first images of an IDX file, plain or compressed by gzip.
func classifyImages(path: String, limit: Int = 10) throws {
    let classifier = try Classifier(.mnistCNN)
    let reader = try ImageReader(path: path)
    guard reader.shape == classifier.inputShape else {
        throw Failure("\(path): images of \(reader.shape), expected \(classifier.inputShape)")
    }
    let count = min(limit, reader.count)
    var pixels = [UInt8](repeating: 0, count: count * reader.shape.count)
    var span = pixels.mutableSpan
    let read = try reader.read(into: &span)
    let answers = try classifier.classify(batch: Array(pixels.prefix(read * reader.shape.count)))
    for (index, answer) in answers.enumerated() {
        print("\(path) \(index): \(describe(answer, classifier))")
    }
}

/// Classifies the digit in a photograph, scan or drawing.
func classifyPicture(path: String) throws {
    let classifier = try Classifier(.mnistCNN)
    let answer = try classifier.classify(Picture(path: path))
    print("\(path): \(describe(answer, classifier))")
}

/// The class and how sure the network is of it.
func describe(_ answer: Classification, _ classifier: Classifier) -> String {
    let percent = Int((100 * answer.confidence).rounded())
    return "\(classifier.classNames[answer.prediction]), \(percent) %"
}

/// A sentence about what is wrong.
struct Failure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

// Every error of the libraries describes itself in one sentence.
do {
    let paths = CommandLine.arguments.dropFirst()
    if paths.isEmpty { try evaluate() }
    for path in paths {
        if path.hasSuffix(".gz") || path.hasSuffix("-ubyte") {
            try classifyImages(path: path)
        } else {
            try classifyPicture(path: path)
        }
    }
} catch {
    FileHandle.standardError.write(Data("\(error)\n".utf8))
    exit(1)
}
