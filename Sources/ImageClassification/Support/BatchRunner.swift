internal import NeuralNetwork
internal import Synchronization

/// Runs batches through a network on several threads.
///
/// Which thread computes an image cannot change a bit of its logits, so the number of threads is
/// a question of speed alone.
final class BatchRunner: Sendable {
    private let network: CompiledNetwork
    private let multiplyAdds: Int
    private let team: WorkerTeam
    private let workspaces: [WorkspaceBox]

    init(_ classifier: Classifier, threads: Int) {
        network = classifier.network
        multiplyAdds = max(1, classifier.model.network.multiplyAddsPerInput)
        team = WorkerTeam(workers: threads)
        workspaces = (0..<threads).map { _ in WorkspaceBox() }
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
        let (inputs, outputs) = (network.inputCount, network.outputCount)
        workspaces[worker].workspace.withLock { workspace in
            pixels.withSpan(range.lowerBound * inputs..<range.upperBound * inputs) { pixels in
                let values = range.lowerBound * outputs..<range.upperBound * outputs
                logits.withMutableSpan(values) { logits in
                    network.logits(
                        ofPixels: pixels, count: range.count, into: &logits,
                        workspace: &workspace)
                }
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

/// A thread's working memory; the lock is never contended, since each worker has its own.
private final class WorkspaceBox: Sendable {
    let workspace = Mutex(Workspace())
}
