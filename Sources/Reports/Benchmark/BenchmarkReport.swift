public import Benchmarking
public import Datasets
internal import FileIO
internal import ImageClassification
internal import StrictJSON

/// The report of a benchmark.
public struct BenchmarkReport {
    let benchmark: InferenceBenchmark
    let stages: StageTimes
    let subjects: BenchmarkSubjects
    let conditions: BenchmarkConditions
    let shape: ImageShape
    let baseline: BenchmarkBaseline?
    let showsPlot: Bool

    /// Puts a report together.
    ///
    /// - Parameters:
    ///   - benchmark: The rates and latencies.
    ///   - stages: The times of the stages.
    ///   - subjects: The models.
    ///   - conditions: What the rates depend on.
    ///   - shape: The size of an image.
    ///   - baseline: An earlier benchmark to compare with.
    ///   - showsPlot: Whether the text shows bars.
    public init(
        benchmark: InferenceBenchmark, stages: StageTimes, subjects: BenchmarkSubjects,
        conditions: BenchmarkConditions, shape: ImageShape, baseline: BenchmarkBaseline? = nil,
        showsPlot: Bool = false
    ) {
        self.benchmark = benchmark
        self.stages = stages
        self.subjects = subjects
        self.conditions = conditions
        self.shape = shape
        self.baseline = baseline
        self.showsPlot = showsPlot
    }

    /// A clock that takes a larger share of the shortest latency is worth a word.
    private static let clockTolerance = 0.02

    /// The report in a form.
    public func rendered(as format: OutputFormat) -> String {
        switch format {
        case .text: text
        case .json: json.text(pretty: true) + "\n"
        case .csv: csv
        }
    }

    var results: [BenchmarkResult] { benchmark.results }

    func label(_ result: BenchmarkResult) -> String { subjects.labels[result.model] }

    /// How the result compares with the baseline; `nil` if that has no such combination.
    func comparison(_ result: BenchmarkResult) -> (baseline: Quantiles, RateComparison)? {
        let key = BenchmarkCellKey(
            model: label(result), threads: result.threads, batchSize: result.batchSize)
        return baseline?.rates[key].map {
            ($0, RateComparison(result.imagesPerSecond, baseline: $0))
        }
    }

    /// In what the conditions of the baseline were others, in words.
    var differences: [String] {
        baseline.map { conditions.differences(from: $0.conditions) } ?? []
    }

    /// The results of one model and number of threads, by rising batch size.
    var series: [(name: String, results: [BenchmarkResult])] {
        var found: [(name: String, results: [BenchmarkResult])] = []
        for result in results {
            if let last = found.last?.results.last, last.model == result.model,
                last.threads == result.threads
            {
                found[found.count - 1].results.append(result)
            } else {
                let threads = result.threads == 1 ? "1 thread" : "\(result.threads) threads"
                found.append(("\(displayName(label(result))), \(threads)", [result]))
            }
        }
        return found.map { ($0.name, $0.results.sorted { $0.batchSize < $1.batchSize }) }
    }

    static let percentiles = [("p50", 0.5), ("p90", 0.9), ("p99", 0.99)].map {
        (key: $0.0, share: $0.1)
    }

    /// What to know about the measurement itself.
    public var notes: [String] {
        guard let shortest = results.map(\.latency.median).min(),
            benchmark.clockCost > Self.clockTolerance * shortest
        else { return [] }
        return [
            "every latency contains one reading of the clock, \(time(benchmark.clockCost)): "
                + "\(percent(benchmark.clockCost / shortest)) of the shortest p50; rates do not"
        ]
    }
}
