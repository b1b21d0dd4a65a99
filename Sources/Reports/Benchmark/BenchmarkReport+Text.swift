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
        let dataset = conditions.dataset.flatMap(DatasetPreset.init(rawValue:))
        let source = dataset.map { "\($0.title) test set" } ?? terminalSafe(conditions.imagesFile)
        var head = TextTable([.left, .left])
        for model in subjects.models {
            let multiplyAdds = grouped(model.network.multiplyAddsPerInput)
            head.append(["model", model.summary])
            for row in model.originRows { head.append([row.key, row.text]) }
            head.append(["work", "\(multiplyAdds) multiply-adds per image"])
        }
        let layout = conditions.layout.map { ", \($0)" }.joined()
        head.append([
            "data", "\(source), \(grouped(conditions.imageCount)) images of \(shape)\(layout)",
        ])
        head.append([
            "machine",
            "\(conditions.processor ?? "unknown processor"), \(SystemThreads.processorCount) online",
        ])
        head.append(["kernels", conditions.kernel])
        return head.text
    }

    private var stageText: String {
        var table = TextTable([.left, .right, .left])
        let images = "\(grouped(StageTimes.imageCount)) images, one thread"
        table.append(["inflate", time(stages.inflate), images])
        table.append(["prepare", time(stages.prepare), images])
        for (label, seconds) in zip(subjects.labels, stages.infer) {
            let name = subjects.labels.count > 1 ? ", \(displayName(label))" : ""
            table.append(["infer", time(seconds), images + name])
        }
        return table.text
    }

    private var table: String {
        let showsModel = subjects.labels.count > 1
        let model: [TextTable.Alignment] = showsModel ? [.left] : []
        let comparison: [TextTable.Alignment] = baseline == nil ? [] : [.right, .right, .left]
        var table = TextTable(model + Array(repeating: .right, count: 7) + comparison)
        table.append(
            (showsModel ? ["model"] : [])
                + ["batch", "threads", "images/s", "slowest–fastest", "p50", "p90", "p99"]
                + (baseline == nil ? [] : ["baseline", "ratio", "verdict"]))
        for result in results {
            let rate = result.imagesPerSecond
            table.append(
                (showsModel ? [displayName(label(result))] : [])
                    + [
                        grouped(result.batchSize), "\(result.threads)", whole(rate.median),
                        "\(whole(rate.minimum))–\(whole(rate.maximum))",
                    ] + Self.percentiles.map { time(result.latency($0.share)) }
                    + comparisonCells(result))
        }
        return table.text
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
