internal import NeuralNetwork

/// Runs batches through a network on several threads.
///
/// Which thread computes an image cannot change a bit of its logits, so the number of threads is
/// a question of speed alone.
final class BatchRunner: Sendable {
    private let network: CompiledNetwork
    private let workspaces: [WorkspaceBox]

    /// What one thread takes at a time.
    ///
    /// Less costs more to hand over than to compute; much more leaves a thread that started early
    /// without work at the end.
    private static let sliceSize = 32

    init(_ network: CompiledNetwork, threads: Int) {
        precondition(threads > 0, "at least one thread")
        self.network = network
        workspaces = (0..<threads).map { _ in WorkspaceBox() }
    }

    /// Computes the logits of images `range` of `pixels`, shape `[N, K]`, into `logits`, `[N, M]`.
    func run(
        _ range: Range<Int>, of pixels: SlicedBuffer<UInt8>, into logits: SlicedBuffer<Float>
    ) {
        let workers = min(
            workspaces.count, (range.count + Self.sliceSize - 1) / Self.sliceSize)
        guard workers > 1 else {
            infer(range, of: pixels, into: logits, worker: 0)
            return
        }
        let slices = SliceQueue(count: range.count, size: Self.sliceSize)
        Parallel.run(workers: workers) { worker in
            while let slice = slices.next() {
                let images =
                    range.lowerBound + slice.lowerBound..<range.lowerBound + slice.upperBound
                infer(images, of: pixels, into: logits, worker: worker)
            }
        }
    }

    deinit {
        for box in workspaces { box.free() }
    }

    private func infer(
        _ range: Range<Int>, of pixels: SlicedBuffer<UInt8>, into logits: SlicedBuffer<Float>,
        worker: Int
    ) {
        let (inputs, outputs) = (network.inputCount, network.outputCount)
        workspaces[worker].with { workspace in
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

/// A worker's working memory.
///
/// A lock would never be contended here, but waits for all memory accesses before it, which counts
/// in a batch of one.
///
/// Safety of `@unchecked Sendable`: whoever owns a runner runs one batch at a time, and no two
/// threads are the same worker of a batch; so one thread at most uses a workspace.
@safe private struct WorkspaceBox: @unchecked Sendable {
    private let workspace: UnsafeMutablePointer<Workspace>

    init() {
        // Safety: freed in `free`, which the runner calls when it ends.
        unsafe workspace = .allocate(capacity: 1)
        unsafe workspace.initialize(to: Workspace())
    }

    func with(_ body: (inout Workspace) -> Void) {
        unsafe body(&workspace.pointee)
    }

    func free() {
        unsafe workspace.deinitialize(count: 1)
        unsafe workspace.deallocate()
    }
}
