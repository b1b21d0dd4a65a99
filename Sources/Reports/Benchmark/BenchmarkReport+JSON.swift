internal import Benchmarking
internal import ImageClassification
internal import NeuralNetwork
internal import Parallelism
internal import StrictJSON

/// The keys and columns are documented in `docs/command.md`; they stay as they are.
extension BenchmarkReport {
    var json: JSONValue {
        let models = zip(subjects.models, subjects.labels).map { model, label -> JSONValue in
            .object(
                [
                    .init("label", .string(label)), .init("name", .string(model.manifest.name)),
                    .init("path", .string(model.source)),
                    .init("parameters", .integer(model.network.parameterCount)),
                    .init("multiply_adds", .integer(model.network.multiplyAddsPerInput)),
                ] + model.originMembers)
        }
        let members: JSONValue = [
            "model": subjects.models[0].json,
            "multiply_adds": .integer(subjects.models[0].network.multiplyAddsPerInput),
            "models": .array(models),
            "dataset": .optional(conditions.dataset),
            "images_file": .string(conditions.imagesFile),
            "images": .integer(conditions.imageCount),
            "layout": .array(conditions.layout.map { .string($0) }),
            "processor": .optional(conditions.processor),
            "processors": .integer(SystemThreads.processorCount),
            "kernel": .string(conditions.kernel),
            "answers_verified": true,
            "clock_seconds": .double(benchmark.clockCost),
            "stages": [
                "images": .integer(StageTimes.imageCount), "inflate": .double(stages.inflate),
                "prepare": .double(stages.prepare),
                "infer": .array(stages.infer.map { .double($0) }),
            ],
            "results": .array(results.map(json)),
        ]
        return members.adding(baseline.map { baselineMember($0.file) })
    }

    private func baselineMember(_ file: String) -> JSONValue.Member {
        .init(
            "baseline",
            [
                "file": .string(file),
                "differences": .array(differences.map { .string($0) }),
            ])
    }

    private func json(_ result: BenchmarkResult) -> JSONValue {
        let members: JSONValue = [
            "model": .string(label(result)), "batch_size": .integer(result.batchSize),
            "threads": .integer(result.threads), "batches": .integer(result.batches),
            "images_per_second": [
                "median": .double(result.imagesPerSecond.median),
                "min": .double(result.imagesPerSecond.minimum),
                "max": .double(result.imagesPerSecond.maximum),
            ],
            "rounds": .array(result.rounds.map { .double($0) }),
            "seconds_per_batch": .object(
                Self.percentiles.map { .init($0.key, .double(result.latency($0.share))) }),
        ]
        guard baseline != nil else { return members }
        let comparison = comparison(result).map { baseline, comparison -> JSONValue in
            [
                "baseline": .double(baseline.median), "ratio": .double(comparison.ratio),
                "verdict": .string(comparison.verdict.rawValue),
            ]
        }
        return members.adding(.init("comparison", comparison ?? .null))
    }

    var csv: String {
        var columns = [
            "batch_size", "threads", "batches", "images_per_second", "images_per_second_min",
            "images_per_second_max", "seconds_p50", "seconds_p90", "seconds_p99", "model",
        ]
        if baseline != nil { columns += ["baseline_images_per_second", "ratio", "verdict"] }
        return csvLine(columns) + results.map { csvLine(fields($0)) }.joined()
    }

    private func fields(_ result: BenchmarkResult) -> [String] {
        let rate = result.imagesPerSecond
        let fields =
            ["\(result.batchSize)", "\(result.threads)", "\(result.batches)"]
            + [rate.median, rate.minimum, rate.maximum].map { "\($0)" }
            + Self.percentiles.map { "\(result.latency($0.share))" } + [label(result)]
        guard baseline != nil else { return fields }
        guard let (baseline, comparison) = comparison(result) else { return fields + ["", "", ""] }
        return fields
            + ["\(baseline.median)", "\(comparison.ratio)", comparison.verdict.rawValue]
    }
}

extension JSONValue {
    /// The object with one more member, if there is one.
    fileprivate func adding(_ member: Member?) -> JSONValue {
        guard case .object(let members) = self, let member else { return self }
        return .object(members + [member])
    }
}
