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

/// Classifies all images of an IDX file, plain or compressed by gzip, a hundred at a time.
///
/// The file may be larger than memory. A session keeps its working memory and its threads; its
/// functions that take spans allocate nothing at all.
func classifyImages(path: String) throws {
    let classifier = try Classifier(.mnistCNN)
    let session = InferenceSession(classifier, threads: 2)
    let reader = try ImageReader(path: path)
    guard reader.shape == classifier.inputShape else {
        throw Failure("\(path): images of \(reader.shape), expected \(classifier.inputShape)")
    }
    let size = reader.shape.count
    var pixels = [UInt8](repeating: 0, count: 100 * size)
    var histogram = [Int](repeating: 0, count: classifier.classCount)
    while true {
        var images = pixels.mutableSpan
        let count = try reader.read(into: &images)
        // No image is left, and checksum and counts at the end of the file were right.
        if count == 0 { break }
        for answer in try session.classes(of: Array(pixels.prefix(count * size))) {
            histogram[answer] += 1
        }
    }
    for (name, count) in zip(classifier.classNames, histogram) { print("\(name): \(count) images") }
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
