package import ImageClassification
import Testing

/// The rules by which threads share the work, without any thread.
@Suite("The queue of chunks")
struct ChunkQueueTests {
    private struct Damage: Error, Equatable { let number: Int }

    /// A queue of chunks of ten images, three at most, which have been read but for `unread`.
    private func queue(sliceSize: Int = 4) -> ChunkQueue {
        var queue = ChunkQueue(limit: 3) { Chunk(capacity: 10, imageSize: 1) }
        queue.startScoring(sliceSize: sliceSize)
        return queue
    }

    private func read(_ queue: inout ChunkQueue, start: Int, isLast: Bool = false) throws -> Chunk {
        guard case .read(let chunk) = queue.nextTaskForHelper() else { throw Unexpected() }
        (chunk.start, chunk.count) = (start, 10)
        queue.finishReading(chunk, .success(isLast))
        return chunk
    }

    private struct Unexpected: Error {}

    @Test("helpers read until no chunk is free, then label, then score in slices")
    func helper() throws {
        var queue = queue()
        let chunks = try [0, 10, 20].map { try read(&queue, start: $0) }
        #expect(queue.nextTaskForHelper() == .label(chunks[0]))
        // One thread labels at a time, and nothing is scored before it is labeled.
        #expect(queue.nextTaskForHelper() == nil)
        queue.finishLabeling(chunks[0], .success(()))
        #expect(queue.nextTaskForHelper() == .label(chunks[1]))
        let slices = [
            queue.nextTaskForHelper(), queue.nextTaskForHelper(), queue.nextTaskForHelper(),
        ]
        #expect(
            slices == [
                .score(chunks[0], 0..<4), .score(chunks[0], 4..<8), .score(chunks[0], 8..<10),
            ])
        #expect(queue.nextTaskForHelper() == nil)
    }

    @Test("the caller gets chunks in order, each when all of it is scored")
    func delivery() throws {
        var queue = queue(sliceSize: 10)
        let chunks = [try read(&queue, start: 0), try read(&queue, start: 10, isLast: true)]
        for chunk in chunks {
            #expect(queue.nextTaskForCaller() == .label(chunk))
            queue.finishLabeling(chunk, .success(()))
        }
        for chunk in chunks { #expect(queue.nextTaskForHelper() == .score(chunk, 0..<10)) }
        queue.finishScoring(chunks[1], 0..<10, .success(()))
        #expect(queue.nextTaskForCaller() == nil)
        queue.finishScoring(chunks[0], 0..<10, .success(()))
        for chunk in chunks {
            #expect(queue.nextTaskForCaller() == .deliver(chunk))
            #expect(queue.failure(of: chunk) == nil)
            queue.finishDelivery()
        }
        #expect(queue.nextTaskForCaller() == .leave)
        #expect(queue.nextTaskForHelper() == nil)
        queue.end()
        #expect(queue.nextTaskForHelper() == .leave)
    }

    @Test("before the models are loaded, chunks are read and nothing else")
    func unprepared() throws {
        var queue = ChunkQueue(limit: 1) { Chunk(capacity: 10, imageSize: 1) }
        let chunk = try read(&queue, start: 0)
        #expect(queue.nextTaskForHelper() == nil)
        queue.startScoring(sliceSize: 1)
        #expect(queue.nextTaskForHelper() == .label(chunk))
    }

    @Test("a failed chunk is delivered when its slices are back, with the error that comes first")
    func failure() throws {
        var queue = queue()
        let chunk = try read(&queue, start: 0)
        #expect(queue.nextTaskForCaller() == .label(chunk))
        queue.finishLabeling(chunk, .success(()))
        #expect(queue.nextTaskForCaller() == .score(chunk, 0..<4))
        #expect(queue.nextTaskForCaller() == .score(chunk, 4..<8))
        queue.finishScoring(chunk, 4..<8, .failure(Damage(number: 2)))
        // The first slice may still bring an error of an earlier image; nobody reads on meanwhile.
        #expect(queue.nextTaskForCaller() == nil)
        #expect(queue.nextTaskForHelper() == nil)
        queue.finishScoring(chunk, 0..<4, .failure(Damage(number: 1)))
        #expect(queue.nextTaskForCaller() == .deliver(chunk))
        #expect(queue.failure(of: chunk) as? Damage == Damage(number: 1))
    }

    @Test("an error in reading waits until the chunks before it are delivered")
    func readingFailure() throws {
        var queue = queue(sliceSize: 10)
        let sound = try read(&queue, start: 0)
        guard case .read(let damaged) = queue.nextTaskForHelper() else { throw Unexpected() }
        queue.finishReading(damaged, .failure(Damage(number: 3)))
        #expect(queue.nextTaskForCaller() == .label(sound))
        queue.finishLabeling(sound, .success(()))
        #expect(queue.nextTaskForCaller() == .score(sound, 0..<10))
        #expect(queue.nextTaskForCaller() == nil)
        queue.finishScoring(sound, 0..<10, .success(()))
        #expect(queue.nextTaskForCaller() == .deliver(sound))
        queue.finishDelivery()
        #expect(queue.nextTaskForCaller() == .deliver(damaged))
        #expect(queue.failure(of: damaged) as? Damage == Damage(number: 3))
    }
}

extension ChunkQueue.Task: Equatable {
    package static func == (left: Self, right: Self) -> Bool {
        switch (left, right) {
        case (.read(let a), .read(let b)), (.label(let a), .label(let b)),
            (.deliver(let a), .deliver(let b)):
            a === b
        case (.score(let a, let first), .score(let b, let second)): a === b && first == second
        case (.leave, .leave): true
        default: false
        }
    }
}
