internal import Benchmarking
internal import Figures
internal import FileIO
internal import ImageClassification
internal import NeuralNetwork
internal import Parallelism

extension BenchmarkReport {
    var text: String {
        let comparison = baseline == nil ? "" : comparisonText
        let plot = showsPlot ? BenchmarkBars(self).text + "\n" : ""
        return head + "\n" + stageText + "\n" + comparison + table + "\n" + plot
            + "All answers have the same bits as those to single images.\n"
    }

    private var head: String {
        var head = TextTable([.left, .left])
        for row in facts { head.append(row) }
        return head.text
    }

    /// What was measured, and on what: names with their values.
    var facts: [[String]] {
        let dataset = conditions.dataset.flatMap(DatasetPreset.init(rawValue:))
        let source = dataset.map { "\($0.title) test set" } ?? terminalSafe(conditions.imagesFile)
        var facts: [[String]] = []
        for model in subjects.models {
            let multiplyAdds = grouped(model.network.multiplyAddsPerInput)
            facts.append(["model", model.summary])
            for row in model.originRows { facts.append([row.key, row.text]) }
            facts.append(["work", "\(multiplyAdds) multiply-adds per image"])
        }
        let layout = conditions.layout.map { ", \($0)" }.joined()
        facts.append([
            "data", "\(source), \(grouped(conditions.imageCount)) images of \(shape)\(layout)",
        ])
        facts.append([
            "machine",
            "\(conditions.processor ?? "unknown processor"), \(SystemThreads.processorCount) online",
        ])
        facts.append(["kernels", conditions.kernel])
        return facts
    }

    private var stageText: String {
        var table = TextTable([.left, .right, .left])
        for row in stageRows { table.append(row) }
        return table.text
    }

    /// The stages: name, time, what it is the time of.
    var stageRows: [[String]] {
        let images = "\(grouped(StageTimes.imageCount)) images, one thread"
        return [
            ["inflate", time(stages.inflate), images], ["prepare", time(stages.prepare), images],
        ]
            + zip(subjects.labels, stages.infer).map { label, seconds in
                let name = subjects.labels.count > 1 ? ", \(displayName(label))" : ""
                return ["infer", time(seconds), images + name]
            }
    }

    private var table: String {
        let showsModel = subjects.labels.count > 1
        let model: [TextTable.Alignment] = showsModel ? [.left] : []
        let comparison: [TextTable.Alignment] = baseline == nil ? [] : [.right, .right, .left]
        var table = TextTable(model + Array(repeating: .right, count: 7) + comparison)
        table.append((showsModel ? ["model"] : []) + rateHead)
        for (result, row) in zip(results, rateRows) {
            table.append((showsModel ? [displayName(label(result))] : []) + row)
        }
        return table.text
    }

    /// What the columns of rates and latencies hold.
    var rateHead: [String] {
        ["batch", "threads", "images/s", "slowest–fastest", "p50", "p90", "p99"]
            + (baseline == nil ? [] : ["baseline", "ratio", "verdict"])
    }

    /// The cells of each result.
    var rateRows: [[String]] {
        results.map { result in
            let rate = result.imagesPerSecond
            return [
                grouped(result.batchSize), "\(result.threads)", whole(rate.median),
                "\(whole(rate.minimum))–\(whole(rate.maximum))",
            ] + Self.percentiles.map { time(result.latency($0.share)) } + comparisonCells(result)
        }
    }

    private func comparisonCells(_ result: BenchmarkResult) -> [String] {
        guard baseline != nil else { return [] }
        guard let (baseline, comparison) = comparison(result) else { return ["–", "–", "–"] }
        return [
            whole(baseline.median), fixed(comparison.ratio, 2), comparison.verdict.rawValue,
        ]
    }

    private var comparisonText: String {
        let differences = differences.map { "Not comparable: \(terminalSafe($0)).\n" }.joined()
        return differences.isEmpty ? "" : differences + "\n"
    }
}

/// A rate, which may be too large for an integer if it comes from a file.
func whole(_ value: Double) -> String {
    Int(exactly: value.rounded()).map(grouped) ?? "\(value)"
}
