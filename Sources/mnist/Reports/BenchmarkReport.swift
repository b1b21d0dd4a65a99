import ImageClassification
import NeuralNetwork
import StrictJSON
import TensorCore

/// What `mnist benchmark` prints.
struct BenchmarkReport {
    let results: [BenchmarkResult]
    let model: Model
    let preset: DatasetPreset?
    let imagesFile: String
    let imageCount: Int
    let shape: ImageShape

    private var kernel: String { KernelVariant.active.name }

    func rendered(as format: OutputFormat) -> String {
        switch format {
        case .text: text
        case .json: json.text(pretty: true) + "\n"
        case .csv: csv
        }
    }

    private var text: String {
        let source = preset.map { "\($0.title) test set" } ?? terminalSafe(imagesFile)
        let multiplyAdds = grouped(model.network.multiplyAddsPerInput)
        var head = TextTable([.left, .left])
        head.append(["model", model.summary])
        head.append(["work", "\(multiplyAdds) multiply-adds per image"])
        head.append(["data", "\(source), \(grouped(imageCount)) images of \(shape)"])
        head.append([
            "machine",
            "\(Machine.processorName ?? "unknown processor"), \(Parallel.processorCount) online",
        ])
        head.append(["kernels", kernel])
        return head.text + "\n" + table + "\n"
            + "All answers have the same bits as those to single images.\n"
    }

    private var table: String {
        var table = TextTable([.right, .right, .right, .right, .right, .right, .right])
        table.append(["batch", "threads", "images/s", "slowest–fastest", "p50", "p90", "p99"])
        for result in results {
            let rate = result.imagesPerSecond
            table.append(
                [
                    grouped(result.batchSize), "\(result.threads)", Self.rate(rate.median),
                    "\(Self.rate(rate.minimum))–\(Self.rate(rate.maximum))",
                ] + Self.percentiles.map { time(result.latency($0.share)) })
        }
        return table.text
    }

    private static let percentiles = [("p50", 0.5), ("p90", 0.9), ("p99", 0.99)].map {
        (key: $0.0, share: $0.1)
    }

    private static func rate(_ value: Double) -> String { grouped(Int(value.rounded())) }
}

/// The keys and columns are documented in `docs/command.md`; they stay as they are.
extension BenchmarkReport {
    private var json: JSONValue {
        [
            "model": model.json,
            "multiply_adds": .integer(model.network.multiplyAddsPerInput),
            "dataset": .optional(preset?.rawValue),
            "images_file": .string(imagesFile),
            "images": .integer(imageCount),
            "processor": .optional(Machine.processorName),
            "processors": .integer(Parallel.processorCount),
            "kernel": .string(kernel),
            "answers_verified": true,
            "results": .array(results.map(json)),
        ]
    }

    private func json(_ result: BenchmarkResult) -> JSONValue {
        [
            "batch_size": .integer(result.batchSize), "threads": .integer(result.threads),
            "batches": .integer(result.batches),
            "images_per_second": [
                "median": .double(result.imagesPerSecond.median),
                "min": .double(result.imagesPerSecond.minimum),
                "max": .double(result.imagesPerSecond.maximum),
            ],
            "seconds_per_batch": .object(
                Self.percentiles.map { .init($0.key, .double(result.latency($0.share))) }),
        ]
    }

    private var csv: String {
        csvLine([
            "batch_size", "threads", "batches", "images_per_second", "images_per_second_min",
            "images_per_second_max", "seconds_p50", "seconds_p90", "seconds_p99",
        ])
            + results.map { result in
                let rate = result.imagesPerSecond
                return csvLine(
                    ["\(result.batchSize)", "\(result.threads)", "\(result.batches)"]
                        + [rate.median, rate.minimum, rate.maximum].map { "\($0)" }
                        + Self.percentiles.map { "\(result.latency($0.share))" })
            }.joined()
    }
}
