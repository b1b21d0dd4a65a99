internal import Metrics
internal import Parallelism

/// Some images of a data set with their labels and, once inferred, their scores by each classifier.
///
/// Safety of `@unchecked Sendable`: `ChunkQueue` hands a chunk to one thread to be filled, then to
/// one to be labeled, then disjoint slices of it to those who score, and at last to the caller,
/// each time under the lock of the queue.
package final class Chunk: @unchecked Sendable {
    let capacity: Int
    /// Of `count` images; what lies after them may be anything.
    let pixels: SlicedBuffer<UInt8>
    /// One buffer for each classifier, in their order; made when the first slice is scored.
    private(set) var scores: [SlicedBuffer<Score>] = []
    /// What is asked of each image besides; `nil` if nothing is.
    private(set) var checks: SlicedBuffer<ConfidenceCheck>?
    /// The compressed bytes that were read for these images, if they are needed.
    var stored: [UInt8] = []
    /// The labels that came with these images, as they stand in the file.
    var carriedLabels: [Int] = []
    /// The class of each image.
    var labels: [Int] = []
    /// The labels with corrections, if there are any.
    var correctedLabels: [Int]?
    /// The index in the data set of the first image.
    package var start = 0
    package var count = 0

    package init(capacity: Int, imageSize: Int) {
        self.capacity = capacity
        pixels = SlicedBuffer(unwritten: capacity * imageSize)
    }

    /// The class that classifier number `classifier` puts image `index` into, once it is scored.
    func prediction(of index: Int, by classifier: Int) -> Int {
        scores[classifier].withSpan(index..<index + 1) { $0[0].prediction }
    }

    /// The places in this chunk of images of the data set that are in `range`; all of them for `nil`.
    func part(of range: Range<Int>?) -> Range<Int> {
        guard let range else { return 0..<count }
        let first = max(0, range.lowerBound - start)
        return min(first, count)..<max(min(first, count), min(count, range.upperBound - start))
    }

    /// Makes room for the scores of a number of classifiers.
    func prepareScores(by classifiers: Int, checks hasChecks: Bool) {
        if hasChecks, checks == nil {
            checks = SlicedBuffer(repeating: ConfidenceCheck(), count: capacity)
        }
        guard scores.count != classifiers else { return }
        scores = (0..<classifiers).map { _ in SlicedBuffer(repeating: .none, count: capacity) }
    }
}
