internal import NeuralNetwork
internal import Synchronization

/// Runs batches through a network on several threads: the one place where a batch is split.
///
/// Which thread computes an image cannot change a bit of its logits, so the number of threads is
/// a question of speed alone.
final class BatchRunner: Sendable {
    private let network: CompiledNetwork
    private let workspaces: [WorkspaceBox]

    /// A share smaller than this costs more to hand over than to compute.
    private static let smallestShare = 16

    init(_ network: CompiledNetwork, threads: Int) {
        precondition(threads > 0, "at least one thread")
        self.network = network
        workspaces = (0..<threads).map { _ in WorkspaceBox() }
    }

    /// Computes the logits of images `range` of `pixels`, shape `[N, K]`, into `logits`, `[N, M]`.
    func run(
        _ range: Range<Int>, of pixels: SlicedBuffer<UInt8>, into logits: SlicedBuffer<Float>
    ) {
        let shares = max(1, min(workspaces.count, range.count / Self.smallestShare))
        Parallel.run(workers: shares) { share in
            let start = range.lowerBound + range.count * share / shares
            let end = range.lowerBound + range.count * (share + 1) / shares
            let (inputs, outputs) = (network.inputCount, network.outputCount)
            workspaces[share].workspace.withLock { workspace in
                pixels.withSpan(start * inputs..<end * inputs) { pixels in
                    logits.withMutableSpan(start * outputs..<end * outputs) { logits in
                        network.logits(
                            ofPixels: pixels, count: end - start, into: &logits,
                            workspace: &workspace)
                    }
                }
            }
        }
    }
}

/// A thread's working memory; the lock is never contended, since each share has its own.
private final class WorkspaceBox: Sendable {
    let workspace = Mutex(Workspace())
}
