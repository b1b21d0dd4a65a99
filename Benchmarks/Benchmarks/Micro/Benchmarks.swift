import Benchmark

let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = .init(
        metrics: [.wallClock, .instructions], maxDuration: .seconds(1),
        maxIterations: 1_000_000)
    readingBenchmarks()
    layerBenchmarks()
    modelBenchmarks()
}

/// Adds the calls of the system that read files, whose number is the same on every machine.
var countingReads: Benchmark.Configuration {
    var configuration = Benchmark.defaultConfiguration
    configuration.metrics.append(.readSyscalls)
    // One more may be a timer of the tool itself.
    configuration.thresholds = [.readSyscalls: .init(absolute: [.p90: 1])]
    return configuration
}
