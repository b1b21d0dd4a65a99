// swift-format-ignore-file: AlwaysUseLowerCamelCase
// The names are those of the header, against which the compiler checks these functions.
public import CMnist
internal import ImageClassification
internal import Parallelism
internal import TensorCore

/// Makes a session.
@c @implementation
public func mnist_session_create(
    _ model: OpaquePointer?, _ threads: UInt32, _ session: UnsafeMutablePointer<OpaquePointer?>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> mnist_status {
    unsafe attempt(error) {
        let classifier = unsafe try ModelHandle.of(model, "model").classifier
        let session = unsafe try variable(session, "session")
        unsafe session.pointee = SessionHandle(
            classifier, threads: try threadCount(threads)
        ).handedOut()
    }
}

/// The number of threads that a caller asks for, 0 being one for each processor.
func threadCount(_ threads: UInt32) throws(InterfaceFault) -> Int {
    guard threads <= 4096 else {
        throw .outOfRange("threads", expected: "0 to 4096", found: Int(threads))
    }
    return threads == 0 ? SystemThreads.availableProcessorCount : Int(threads)
}

/// Computes logits.
@c @implementation
public func mnist_session_logits(
    _ session: OpaquePointer?, _ images: UnsafePointer<mnist_images>?,
    _ logits: UnsafeMutablePointer<Float>?, _ capacity: Int, _ stride: Int,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> mnist_status {
    unsafe attempt(error) {
        let session = unsafe try SessionHandle.of(session, "session")
        try session.turn.take("session") {
            unsafe try session.answer(images, into: logits, capacity, stride, "logits") { _ in }
        }
    }
}

/// Computes probabilities.
@c @implementation
public func mnist_session_probabilities(
    _ session: OpaquePointer?, _ images: UnsafePointer<mnist_images>?,
    _ probabilities: UnsafeMutablePointer<Float>?, _ capacity: Int, _ stride: Int,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> mnist_status {
    unsafe attempt(error) {
        let session = unsafe try SessionHandle.of(session, "session")
        let classifier = session.classifier
        try session.turn.take("session") {
            unsafe try session.answer(
                images, into: probabilities, capacity, stride, "probabilities"
            ) { rows in
                if classifier.hasIndependentOutputs {
                    Kernels.apply(.sigmoid, to: &rows)
                } else {
                    Kernels.softmax(&rows, columns: classifier.classCount)
                }
            }
        }
    }
}

/// Finds classes.
@c @implementation
public func mnist_session_classes(
    _ session: OpaquePointer?, _ images: UnsafePointer<mnist_images>?,
    _ classes: UnsafeMutablePointer<Int32>?, _ capacity: Int, _ stride: Int,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> mnist_status {
    unsafe attempt(error) {
        let session = unsafe try SessionHandle.of(session, "session")
        let view = unsafe try PixelView(images, session.classifier.inputShape)
        let results = unsafe try ResultRows(
            classes, capacity: capacity, stride: stride, count: view.count, columns: 1, "classes")
        try session.turn.take("session") {
            try session.forEachBlock(of: view) { block, pixels in
                var found = [Int32](repeating: 0, count: block.count)
                var span = found.mutableSpan
                do {
                    try session.session.classes(of: pixels, into: &span)
                } catch InferenceError.notANumber(let image) {
                    throw InferenceError.notANumber(image: block.lowerBound + image)
                }
                for (offset, value) in found.enumerated() {
                    // Safety: image times stride is the place of a result that was asked for.
                    unsafe results.memory[(block.lowerBound + offset) * results.stride] = value
                }
            }
        }
    }
}

/// Tells images that belong to none of the classes.
@c @implementation
public func mnist_session_rejections(
    _ session: OpaquePointer?, _ images: UnsafePointer<mnist_images>?,
    _ rejected: UnsafeMutablePointer<UInt8>?, _ scores: UnsafeMutablePointer<Float>?,
    _ capacity: Int, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> mnist_status {
    unsafe attempt(error) {
        let session = unsafe try SessionHandle.of(session, "session")
        let view = unsafe try PixelView(images, session.classifier.inputShape)
        guard view.count <= capacity else {
            throw InterfaceFault.noRoom("rejections", expected: view.count, found: capacity)
        }
        try session.turn.take("session") {
            try session.forEachBlock(of: view) { block, pixels in
                let found = try session.classifier.rejections(of: pixels, from: block.lowerBound)
                for (image, rejection) in zip(block, found) {
                    // Safety: there is room for as many results as images, or NULL.
                    if let rejected = unsafe rejected {
                        unsafe rejected[image] = rejection.isRejected ? 1 : 0
                    }
                    if let scores = unsafe scores { unsafe scores[image] = rejection.score }
                }
            }
        }
    }
}

/// Frees a session.
@c @implementation
public func mnist_session_free(_ session: UnsafeMutablePointer<OpaquePointer?>?) {
    unsafe Handle.free(session)
}

extension SessionHandle {
    /// The most images of a block, and the most pixels and logits: what is kept between calls.
    private static let blockImages = 4096
    private static let blockValues = 1 << 22

    /// Goes through images a block at a time, so that memory does not grow with their number.
    func forEachBlock(
        of view: PixelView, _ body: (_ block: Range<Int>, _ pixels: Span<UInt8>) throws -> Void
    ) throws {
        let values = max(classifier.inputCount, classifier.classCount)
        let most = max(1, min(Self.blockImages, Self.blockValues / values))
        // Taken out for the time being, since it cannot be lent together with the session.
        var gathered: [UInt8] = []
        swap(&gathered, &self.gathered)
        defer { swap(&gathered, &self.gathered) }
        for first in Swift.stride(from: 0, to: view.count, by: most) {
            let block = first..<first + min(most, view.count - first)
            try view.withSpan(of: block, gathered: &gathered) { try body(block, $0) }
        }
    }

    /// Stores rows of M values where the caller wants them, after `finish` has changed them.
    func answer(
        _ images: UnsafePointer<mnist_images>?, into pointer: UnsafeMutablePointer<Float>?,
        _ capacity: Int, _ stride: Int, _ name: String,
        _ finish: (inout MutableSpan<Float>) -> Void
    ) throws {
        let view = unsafe try PixelView(images, classifier.inputShape)
        let columns = classifier.classCount
        let results = unsafe try ResultRows(
            pointer, capacity: capacity, stride: stride, count: view.count, columns: columns, name)
        if view.isContiguous, results.isContiguous {
            var gathered: [UInt8] = []
            try view.withSpan(of: 0..<view.count, gathered: &gathered) { pixels in
                // Safety: the caller's memory for results, which nobody else uses meanwhile.
                var rows = unsafe results.memory.mutableSpan
                try session.logits(of: pixels, into: &rows)
                finish(&rows)
            }
            return
        }
        try forEachBlock(of: view) { block, pixels in
            var rows = try logits(of: pixels, count: block.count)
            defer { scratch = rows }
            var span = rows.mutableSpan
            var used = span._mutatingExtracting(first: block.count * columns)
            finish(&used)
            for row in 0..<block.count {
                for column in 0..<columns {
                    // Safety: no place is beyond the last result, which was found to fit.
                    unsafe results.memory[
                        (block.lowerBound + row) * results.stride + column] =
                        rows[row * columns + column]
                }
            }
        }
    }

    /// The logits of a block, at the start of the session's memory, which the caller gives back.
    func logits(of pixels: Span<UInt8>, count: Int) throws -> [Float] {
        var rows: [Float] = []
        swap(&rows, &scratch)
        let size = count * classifier.classCount
        if rows.count < size { rows = Array(repeating: 0, count: size) }
        var span = rows.mutableSpan
        var used = span._mutatingExtracting(first: size)
        try session.logits(of: pixels, into: &used)
        return rows
    }
}
