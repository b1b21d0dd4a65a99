import IDX
import ImageClassification
import NeuralNetwork
import TensorCore
import TestSupport
import Testing

/// The numeric contract across processors: the kernels for 64-bit Arm, run under qemu, give the
/// bits that the active ones give here.
///
/// That all variants of this processor agree is tested where it is at hand without an emulator, in
/// `TensorCoreTests` and `ImageClassificationTests`.
@Suite(
    "Kernels on 64-bit Arm",
    .enabled(if: Emulator.whatIsMissing == nil, "\(Emulator.whatIsMissing ?? "")"))
struct EmulationTests {
    static let variants = ["portable", "neon"]

    /// Compiled once; every test waits for it.
    private static let shared = Result { try Emulator() }

    func results(_ program: KernelProgram, _ variant: String) throws -> [UInt32] {
        try Self.shared.get().run(program, variant: variant)
    }

    @Test("NEON is what an Arm processor uses, the newest that it has, and portable is there too")
    func table() throws {
        let names = try Self.shared.get().variants()
        // Emulators of before 2021 have no products of matrices.
        #expect([Self.variants, Self.variants + ["neoni8mm"]].contains(Array(names.dropFirst())))
        #expect(names.first == names.last)
    }

    @Test(
        "bundled perceptrons give the same logits for all their images",
        arguments: [BundledModel.mnistSigmoid, .mnistMLP, .fashionMLP], variants)
    func carriedModels(model: BundledModel, variant: String) throws {
        let model = try Model(path: model.path)
        let normalization = model.manifest.normalization
        let network = try model.network.compiled(for: normalization)
        let images = try #require(model.manifest.dataset).testSet.images
        // A debug build only shows that the way there works.
        let count = isDebugBuild ? 20 : 10_000
        let pixels = Array(try IDXArray(path: images).bytes.prefix(count * network.inputCount))
        let logits = network.logits(ofPixels: pixels, count: count)
        var layerByLayer = KernelProgram()
        layerByLayer.appendNetwork(model.network, normalization, pixels: pixels)
        #expect(try results(layerByLayer, variant) == bits(logits.elements))
        var atOnce = KernelProgram()
        atOnce.appendStack(model.network, normalization, pixels: pixels)
        #expect(try results(atOnce, variant) == bits(logits.elements))
    }

    @Test(
        "functions of one value give the same results",
        arguments: ElementwiseFunction.all + [.leakyReLU(slope: 0.3), .hardSigmoid(slope: 0)],
        variants)
    func elementwise(function: ElementwiseFunction, variant: String) throws {
        var values = SampleFloats.all
        var program = KernelProgram()
        program.load(values, rows: 1)
        program.appendActivation(function)
        program.store()
        var span = values.mutableSpan
        Kernels.apply(function, to: &span)
        #expect(try results(program, variant) == bits(values))
    }

    @Test("exp gives the same results", arguments: variants)
    func exp(variant: String) throws {
        var values = SampleFloats.all
        var program = KernelProgram()
        program.load(values, rows: 1)
        program.append("f32_exp")
        program.store()
        var span = values.mutableSpan
        Kernels.exp(&span)
        #expect(try results(program, variant) == bits(values))
    }

    @Test("softmax gives the same probabilities", arguments: SampleFloats.rowWidths, variants)
    func softmax(width: Int, variant: String) throws {
        let rows = Matrix(SampleFloats.rows(width: width))
        var program = KernelProgram()
        program.load(rows.elements, rows: rows.rows)
        program.append("f32_softmax")
        program.store()
        #expect(try results(program, variant) == bits(rows.softmaxOfRows().elements))
    }

    @Test("argmax gives the same classes", arguments: SampleFloats.rowWidths, variants)
    func argmax(width: Int, variant: String) throws {
        var program = KernelProgram()
        var expected: [UInt32] = []
        for row in SampleFloats.rows(width: width) {
            // A row alone, since a NaN ends the work.
            program.load(row, rows: 1)
            program.append("f32_argmax")
            let index = (try? Matrix([row]).argmaxOfRows()[0]) ?? -1
            expected.append(UInt32(bitPattern: Int32(index)))
        }
        #expect(try results(program, variant) == expected)
    }

    @Test(
        "dense layers of odd shapes, with numbers of all sizes, give the same sums",
        arguments: [(1, 1, 1), (3, 7, 17), (4, 129, 130), (33, 784, 50), (70, 1100, 3)], variants)
    func dense(shape: (images: Int, inputs: Int, outputs: Int), variant: String) throws {
        var generator = SeededGenerator(seed: UInt64(shape.inputs))
        let layer = Dense(
            weights: Matrix(
                rows: shape.inputs, columns: shape.outputs,
                elements: SampleFloats.ofAllSizes(shape.inputs * shape.outputs, &generator)),
            bias: SampleFloats.ofAllSizes(shape.outputs, &generator), activation: .identity)
        for zeroShare in [0, 0.8] {
            let pixels = generator.pixels(shape.images * shape.inputs, zeroShare: zeroShare)
            let values = Matrix(
                rows: shape.images, columns: shape.inputs,
                elements: zip(pixels, SampleFloats.ofAllSizes(pixels.count, &generator))
                    .map { $0 == 0 ? 0 : $1 })

            var fromPixels = KernelProgram()
            fromPixels.load(pixels, rows: shape.images)
            fromPixels.appendDense(layer, fromPixels: true)
            fromPixels.store()
            let pixelMatrix = Matrix(
                rows: shape.images, columns: shape.inputs, elements: pixels.map(Float.init))
            #expect(try results(fromPixels, variant) == bits(layer(pixelMatrix).elements))

            var fromValues = KernelProgram()
            fromValues.load(values.elements, rows: shape.images)
            fromValues.appendDense(layer, fromPixels: false)
            fromValues.store()
            #expect(try results(fromValues, variant) == bits(layer(values).elements))
        }
    }
}
