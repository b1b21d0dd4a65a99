import ImageClassification
import NeuralNetwork
import TensorCore
import TestSupport
import Testing

/// Requires equal bits for every batch size, number of threads and variant of the kernels.
func expectSameBits(_ classifier: Classifier, images: Int, batchSizes: [Int]) throws {
    var generator = SeededGenerator(seed: 11)
    let pixels = generator.pixels(images * classifier.inputCount)
    let expected = try bits(classifier.logits(pixels).elements)
    for batchSize in batchSizes {
        for threads in [1, 2, 5] {
            let logits = try classifier.logits(pixels, batchSize: batchSize, threads: threads)
            #expect(bits(logits.elements) == expected, "batch \(batchSize), \(threads) threads")
        }
    }
    let model = classifier.model
    let compiled = try model.network.compiled(for: model.manifest.normalization)
    for variant in KernelVariant.supportedHere {
        let logits = compiled.logits(ofPixels: pixels, count: images, variant: variant)
        #expect(bits(logits.elements) == expected, "\(variant)")
    }
}

/// Requires that a model is the same when it is written and read again.
func expectSameWhenWritten(_ model: Model) throws {
    let folder = try TemporaryFolder()
    try model.write(to: folder.path("copy"))
    let copy = try Model(path: folder.path("copy"))
    #expect(copy.manifest == model.manifest)
    #expect(copy.network.graph == model.network.graph)
    // Built by hand, with names and orders of our own.
    let byHand = try Model(
        network: model.network, name: "copy", input: model.manifest.input,
        normalization: model.manifest.normalization)
    try byHand.write(to: folder.path("copy"))
    #expect(try Model(path: folder.path("copy")).network.graph == model.network.graph)
}
