import Benchmark
import IDX
import ImageClassification

/// From the carried file of 10,000 images to pixels, step by step.
func readingBenchmarks() {
    let path = DatasetPreset.mnist.testSet.images

    Benchmark("inflate", configuration: countingReads) { benchmark in
        var bytes = [UInt8](repeating: 0, count: 7_840_000)
        benchmark.startMeasurement()
        let reader = try IDXReader(path: path)
        var span = bytes.mutableSpan
        var buffer = span.mutableBytes
        blackHole(try reader.readItems(into: &buffer))
        benchmark.stopMeasurement()
        blackHole(bytes)
    }

    Benchmark("read IDX from memory") { benchmark in
        let file = try PlainImages.shared.get()
        var bytes = [UInt8](repeating: 0, count: 7_840_000)
        benchmark.startMeasurement()
        let reader = try IDXReader(bytes: file, source: path)
        var span = bytes.mutableSpan
        var buffer = span.mutableBytes
        blackHole(try reader.readItems(into: &buffer))
        benchmark.stopMeasurement()
        blackHole(bytes)
    }

    // Beside inflating, the reader of images computes SHA-256, by which published files are known.
    Benchmark("inflate with SHA-256", configuration: countingReads) { benchmark in
        var pixels = [UInt8](repeating: 0, count: 7_840_000)
        benchmark.startMeasurement()
        let reader = try ImageReader(path: path)
        var span = pixels.mutableSpan
        blackHole(try reader.read(into: &span))
        benchmark.stopMeasurement()
        blackHole(pixels)
    }
}

/// The carried test images as an IDX file that is not compressed.
enum PlainImages {
    static let shared = Result<[UInt8], any Error> {
        let reader = try IDXReader(path: DatasetPreset.mnist.testSet.images)
        var items = [UInt8](repeating: 0, count: reader.header.byteCount)
        var span = items.mutableSpan
        var buffer = span.mutableBytes
        _ = try reader.readItems(into: &buffer)
        return reader.header.encodedBytes + items
    }

    /// The pixels alone, shape `[10,000, 784]`.
    static func pixels() throws -> [UInt8] { Array(try shared.get().dropFirst(16)) }
}
