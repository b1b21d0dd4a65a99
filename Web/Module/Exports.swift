internal import DigitPreparation
internal import PictureDecoding
internal import StrictJSON
internal import TensorCore

// The functions that the page calls. Numbers and pointers go in and out; a text that a function gives
// lies at `mnist_result` with `mnist_result_count` bytes until the next call.

// What the page has loaded, and the last text. There is one thread.
nonisolated(unsafe) private var classifiers: [Classifier] = []
nonisolated(unsafe) private var result: UnsafeMutablePointer<UInt8>?
nonisolated(unsafe) private var resultCount = 0

private func give(_ bytes: [UInt8]) {
    unsafe result?.deallocate()
    let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: max(bytes.count, 1))
    for index in bytes.indices { unsafe copy[index] = bytes[index] }
    unsafe (result, resultCount) = (copy, bytes.count)
}

private func give(_ value: JSONValue) { give(Array(value.text().utf8)) }

func giveError(_ sentence: String) -> Int32 {
    give(.object([.init("error", .string(sentence))]))
    return -1
}

func bytes(_ start: UnsafePointer<UInt8>, _ count: Int32) -> [UInt8] {
    // Safety: the page has written so many bytes to memory that it asked for.
    unsafe Array(UnsafeBufferPointer(start: start, count: Int(count)))
}

/// A model that the page has loaded.
func classifier(_ number: Int32) -> Classifier { unsafe classifiers[Int(number)] }

/// The place of the last text.
@_cdecl("mnist_result") public func mnistResult() -> UnsafeMutablePointer<UInt8>? { unsafe result }

/// The bytes of the last text.
@_cdecl("mnist_result_count") public func mnistResultCount() -> Int32 { Int32(unsafe resultCount) }

/// Reads a model, a safetensors file; gives its number, or -1 and an error.
@_cdecl("mnist_load")
public func mnistLoad(_ start: UnsafePointer<UInt8>, _ count: Int32) -> Int32 {
    do throws(BrowserError) {
        let classifier = try Classifier(bytes: unsafe bytes(start, count), source: "the model")
        unsafe classifiers.append(classifier)
        give(
            .object([
                .init("name", .string(classifier.name)),
                .init("classes", .array(classifier.classNames.map { .string($0) })),
                .init("rejects", .bool(classifier.rejector != nil)),
                .init("steps", .array(classifier.network.steps.map { step(of: $0) })),
            ]))
        return Int32(unsafe classifiers.count - 1)
    } catch {
        return giveError(error.sentence)
    }
}

private func step(of step: BrowserNetwork.Step) -> JSONValue {
    .object([
        .init("name", .string(step.name)),
        .init(
            "shape",
            .array(
                [step.output.channels, step.output.height, step.output.width].map { .integer($0) })
        ),
    ])
}

/// Writes the logits of images, `[count, 28, 28]`, as floats to `logits`, `[count, classes]`.
@_cdecl("mnist_logits")
public func mnistLogits(
    _ model: Int32, _ pixels: UnsafePointer<UInt8>, _ count: Int32,
    _ logits: UnsafeMutablePointer<Float>
) {
    let network = unsafe classifiers[Int(model)].network
    for image in 0..<Int(count) {
        // Safety: the page has reserved the memory.
        let pixels = unsafe Span(
            _unsafeStart: pixels + image * network.input.count, count: network.input.count)
        let row = network.logits(pixels)
        for index in row.indices { unsafe logits[image * row.count + index] = row[index] }
    }
}

/// Writes what each step of the network gives for an image, one after the other.
@_cdecl("mnist_steps")
public func mnistSteps(
    _ model: Int32, _ pixels: UnsafePointer<UInt8>, _ values: UnsafeMutablePointer<Float>
) {
    let network = unsafe classifiers[Int(model)].network
    var place = 0
    for step in network.values(
        unsafe Span(_unsafeStart: pixels, count: network.input.count))
    {
        for value in step {
            unsafe values[place] = value
            place += 1
        }
    }
}

/// Finds the digits of a picture of so many columns and rows, RGBA, and gives them with their answers;
/// -1 and an error where there are none.
@_cdecl("mnist_read_pixels")
public func mnistReadPixels(
    _ model: Int32, _ rgba: UnsafePointer<UInt8>, _ width: Int32, _ height: Int32
) -> Int32 {
    let count = 4 * Int(width) * Int(height)
    do throws(PictureError) {
        let picture = try Picture(
            rgba: unsafe Span(_unsafeStart: rgba, count: count), width: Int(width),
            height: Int(height), source: "the picture")
        return read(picture, unsafe classifiers[Int(model)])
    } catch {
        return giveError(error.description)
    }
}

/// The same for the bytes of a Netpbm file, which browsers do not decode.
@_cdecl("mnist_read_file")
public func mnistReadFile(
    _ model: Int32, _ start: UnsafePointer<UInt8>, _ count: Int32
) -> Int32 {
    do throws(PictureError) {
        let picture = try Picture(bytes: unsafe bytes(start, count), source: "the picture")
        return read(picture, unsafe classifiers[Int(model)])
    } catch {
        return giveError(error.description)
    }
}

private func read(_ picture: Picture, _ classifier: Classifier) -> Int32 {
    do throws(PreparationError) {
        let prepared = try classifier.read(picture)
        give(
            .object([
                .init("digits", .array(prepared.digits.map { digit(of: $0, classifier) })),
                .init("leftOut", .array(prepared.leftOut.map { .string($0.kind.rawValue) })),
            ]))
        return 0
    } catch {
        return giveError(error.description)
    }
}

private func digit(of digit: PreparedDigit, _ classifier: Classifier) -> JSONValue {
    .object([
        .init(
            "box",
            .array(
                [digit.box.x, digit.box.y, digit.box.width, digit.box.height].map { .integer($0) })),
        .init("pixels", .array(digit.pixels.map { .integer(Int($0)) })),
        .init("answer", answer(to: digit.pixels, classifier)),
    ])
}

/// Gives the answer to an image of 28 × 28.
@_cdecl("mnist_answer")
public func mnistAnswer(_ model: Int32, _ pixels: UnsafePointer<UInt8>) {
    give(answer(to: unsafe bytes(pixels, 784), unsafe classifiers[Int(model)]))
}

private func answer(to pixels: [UInt8], _ classifier: Classifier) -> JSONValue {
    let logits = classifier.logits(ofWhole: pixels)
    let probabilities = logits.softmaxOfRows()
    let rejections = (try? classifier.rejector?.judge(pixels)) ?? []
    return .object(
        [
            .init("logits", .array(logits.elements.map { .float($0) })),
            .init("probabilities", .array(probabilities.elements.map { .float($0) })),
        ]
            + rejections.map { .init("isRejected", .bool($0.isRejected)) })
}

/// Applies a function to numbers in place: 0 step, 1 sigmoid, 2 ReLU, 3 softmax, 4 exp.
@_cdecl("mnist_apply")
public func mnistApply(_ function: Int32, _ values: UnsafeMutablePointer<Float>, _ count: Int32) {
    // Safety: the page has reserved the memory.
    let buffer = unsafe UnsafeMutableBufferPointer(start: values, count: Int(count))
    var span = unsafe buffer.mutableSpan
    switch function {
    case 0: Kernels.apply(.step, to: &span)
    case 1: Kernels.apply(.sigmoid, to: &span)
    case 2: Kernels.apply(.relu, to: &span)
    case 3: Kernels.softmax(&span, columns: Int(count))
    default: Kernels.exp(&span)
    }
}

/// The name of the kernels in use.
@_cdecl("mnist_kernels")
public func mnistKernels() { give(Array(KernelVariant.active.name.utf8)) }
