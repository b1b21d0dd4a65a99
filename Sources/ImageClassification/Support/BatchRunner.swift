internal import NeuralNetwork

/// Runs batches through a network on several threads, one batch at a time.
///
/// Which thread computes an image cannot change a bit of its logits, so the number of threads is
/// a question of speed alone.
///
/// Safety of `@unchecked Sendable`: each worker has a workspace of its own, and a team gives every
/// worker's number to one thread at a time. A lock would take 2 % of the time of a small image.
@safe final class BatchRunner: @unchecked Sendable {
    private let network: CompiledNetwork
    private let multiplyAdds: Int
    private let team: WorkerTeam
    /// One for each worker.
    private let workspaces: UnsafeMutablePointer<Workspace>

    init(_ classifier: Classifier, threads: Int) {
        network = classifier.network
        multiplyAdds = max(1, classifier.model.network.multiplyAddsPerInput)
        team = WorkerTeam(workers: threads)
        // Safety: initialized here, all of them, owned by this object and freed in `deinit`.
        unsafe workspaces = .allocate(capacity: threads)
        for worker in 0..<threads {
            unsafe (workspaces + worker).initialize(to: Workspace())
        }
    }

    deinit {
        // Safety: `run` returns only when no worker is at work any more.
        unsafe workspaces.deinitialize(count: team.workers)
        unsafe workspaces.deallocate()
    }

    /// Computes the logits of images `range` of `pixels`, shape `[N, K]`, into `logits`, `[N, M]`.
    func run(
        _ range: Range<Int>, of pixels: SlicedBuffer<UInt8>, into logits: SlicedBuffer<Float>
    ) {
        let sliceCount = Slicing.sliceCount(
            images: range.count, multiplyAddsPerImage: multiplyAdds, workers: team.workers)
        guard sliceCount > 1 else {
            infer(range, of: pixels, into: logits, worker: 0)
            return
        }
        let slices = SliceQueue(range, slices: sliceCount)
        let work: @Sendable (Int) -> Void = { [self] worker in
            while let slice = slices.next() {
                infer(slice, of: pixels, into: logits, worker: worker)
            }
        }
        team.run(helpers: min(team.workers, sliceCount) - 1, work) { work(0) }
    }

    private func infer(
        _ range: Range<Int>, of pixels: SlicedBuffer<UInt8>, into logits: SlicedBuffer<Float>,
        worker: Int
    ) {
        precondition((0..<team.workers).contains(worker))
        let (inputs, outputs) = (network.inputCount, network.outputCount)
        pixels.withSpan(range.lowerBound * inputs..<range.upperBound * inputs) { pixels in
            let values = range.lowerBound * outputs..<range.upperBound * outputs
            logits.withMutableSpan(values) { logits in
                // Safety: see above.
                network.logits(
                    ofPixels: pixels, count: range.count, into: &logits,
                    workspace: &(unsafe workspaces[worker]))
            }
        }
    }
}

/// Into how many slices a batch falls.
package enum Slicing {
    /// The fewest multiply-adds that are worth handing to another thread.
    ///
    /// With zeros passed over they take some 15 µs, several times what handing them over costs.
    static let smallestSlice = 2_000_000
    /// A slice of several images is computed faster than each alone, as far as about here.
    static let goodSlice = 8_000_000
    /// More slices than this do not even out better what threads differ in.
    static let slicesPerWorker = 8

    /// As many slices as are worth their while, in equal numbers for all workers if possible.
    package static func sliceCount(images: Int, multiplyAddsPerImage: Int, workers: Int) -> Int {
        let (work, overflow) = images.multipliedReportingOverflow(by: multiplyAddsPerImage)
        guard !overflow else { return min(images, slicesPerWorker * workers) }
        let most = min(images, work / smallestSlice)
        guard most >= workers else { return max(1, most) }
        let good = min(images, work / goodSlice)
        return max(1, min(good / workers, slicesPerWorker)) * workers
    }
}
