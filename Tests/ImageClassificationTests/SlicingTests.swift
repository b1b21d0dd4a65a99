import ImageClassification
import Testing

@Suite("Dividing a batch")
struct SlicingTests {
    @Test("a batch is divided by its work, evenly over the threads")
    func slicing() {
        func count(_ images: Int, _ work: Int, threads: Int = 2) -> Int {
            Slicing.sliceCount(images: images, multiplyAddsPerImage: work, threads: threads)
        }
        // Too little for two, whatever the number of images.
        #expect(count(1, 535_040) == 1 && count(10, 45_200) == 1 && count(0, 45_200) == 1)
        // Enough for two.
        #expect(count(10, 535_040) == 2 && count(100, 45_200) == 2)
        // Large networks: even two images are shared, and one cannot be.
        #expect(count(2, 50_000_000) == 2 && count(1, 50_000_000) == 1)
        #expect(count(5, 50_000_000) == 4)
        // Large batches: no more slices than even things out, the same for all threads.
        #expect(count(10_000, 535_040) == 16 && count(65_536, .max / 2) == 16)
        #expect(count(10_000, 535_040, threads: 3) == 24)
        #expect(count(10_000, 535_040, threads: 1) == 8)
    }
}
