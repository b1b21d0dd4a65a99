internal import NeuralNetwork
internal import Parallelism
internal import TensorCore

/// Runs batches through a network on several threads, one batch at a time, allocating nothing.
///
/// Which thread computes an image cannot change a bit of its logits, so the number of threads only
/// changes the time.
struct BatchRunner: Sendable {
    private let batch: Batch
    private let pool: ThreadPool
    private let multiplyAddsPerImage: Int
    /// Made once, as making it would allocate.
    private let help: @Sendable (_ thread: Int) -> Void

    init(_ classifier: Classifier, threads: Int) {
        let batch = Batch(classifier.network, threads: threads)
        self.batch = batch
        pool = ThreadPool(threads: threads)
        multiplyAddsPerImage = max(1, classifier.model.network.multiplyAddsPerInput)
        help = { batch.work(as: $0) }
    }

    var threads: Int { pool.threads }

    /// Computes the logits in batches of at most `batchSize` images.
    func run(
        _ pixels: Span<UInt8>, count: Int, batchSize: Int, into logits: inout MutableSpan<Float>
    ) {
        for start in stride(from: 0, to: count, by: max(batchSize, 1)) {
            let images = start..<min(start + batchSize, count)
            let (inputs, outputs) = (pixels.count / count, logits.count / count)
            logits.withSlice(images.lowerBound * outputs..<images.upperBound * outputs) {
                let first = images.lowerBound * inputs
                run(
                    pixels.extracting(first..<images.upperBound * inputs), count: images.count,
                    into: &$0)
            }
        }
    }

    /// Computes the logits, `[count, M]`, of images `[count, K]`; the caller has compared the sizes.
    func run(_ pixels: Span<UInt8>, count: Int, into logits: inout MutableSpan<Float>) {
        let slices = Slicing.sliceCount(
            images: count, multiplyAddsPerImage: multiplyAddsPerImage, threads: threads)
        guard slices > 1 else {
            batch.runWhole(pixels, count: count, into: &logits)
            return
        }
        batch.lend(pixels, count: count, logits: &logits, slices: slices) {
            pool.run(helpers: min(threads, slices) - 1, help) { batch.work(as: 0) }
        }
    }
}

/// The batch that is being computed, and each thread's working memory.
///
/// Safety of `@unchecked Sendable`: a pool gives each number to one thread at a time, which uses the
/// workspace of that number; the pointers to the batch are written before a job is announced and
/// erased after every thread has left it. A lock would take 2 % of the time of a small image.
@safe private final class Batch: @unchecked Sendable {
    private let network: CompiledNetwork
    private let threads: Int
    /// One for each thread.
    private let workspaces: UnsafeMutablePointer<Workspace>
    private let slices = SliceQueue()
    /// Lent by the caller while a job lasts.
    private var pixels = unsafe UnsafeBufferPointer<UInt8>(start: nil, count: 0)
    private var logits = unsafe UnsafeMutableBufferPointer<Float>(start: nil, count: 0)

    init(_ network: CompiledNetwork, threads: Int) {
        self.network = network
        self.threads = threads
        // Safety: initialized here, all of them, owned by this object and freed in `deinit`.
        unsafe workspaces = .allocate(capacity: threads)
        for thread in 0..<threads {
            unsafe (workspaces + thread).initialize(to: Workspace())
        }
    }

    deinit {
        // Safety: no thread is at work any more, since each would hold a reference.
        unsafe workspaces.deinitialize(count: threads)
        unsafe workspaces.deallocate()
    }

    /// Computes a batch on the calling thread alone.
    func runWhole(_ pixels: Span<UInt8>, count: Int, into logits: inout MutableSpan<Float>) {
        network.logits(
            ofPixels: pixels, count: count, into: &logits,
            // Safety: there is at least one workspace, and it belongs to the caller's thread.
            workspace: &(unsafe workspaces[0]))
    }

    /// Shows a batch to all threads that call ``work(as:)`` while `job` runs.
    func lend(
        _ pixels: Span<UInt8>, count: Int, logits: inout MutableSpan<Float>, slices: Int,
        while job: () -> Void
    ) {
        // Safety: the spans live until `job` has returned, when no thread is at work any more.
        unsafe pixels.withUnsafeBufferPointer { pixels in
            unsafe logits.withUnsafeMutableBufferPointer { logits in
                unsafe self.pixels = pixels
                unsafe self.logits = logits
                self.slices.refill(0..<count, slices: slices)
                job()
                unsafe self.pixels = UnsafeBufferPointer(start: nil, count: 0)
                unsafe self.logits = UnsafeMutableBufferPointer(start: nil, count: 0)
            }
        }
    }

    /// Computes one slice after the other until none is left.
    func work(as thread: Int) {
        precondition((0..<threads).contains(thread))
        let (inputs, outputs) = (network.inputCount, network.outputCount)
        while let slice = slices.next() {
            let values = slice.lowerBound * outputs..<slice.upperBound * outputs
            // Safety: slices are disjoint, so no other thread writes these logits.
            let rows = unsafe UnsafeMutableBufferPointer(rebasing: logits[values])
            var span = unsafe rows.mutableSpan
            network.logits(
                ofPixels: unsafe pixels.span.extracting(
                    slice.lowerBound * inputs..<slice.upperBound * inputs),
                count: slice.count, into: &span, workspace: &(unsafe workspaces[thread]))
        }
    }
}
