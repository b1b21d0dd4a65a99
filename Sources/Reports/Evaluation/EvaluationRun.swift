internal import Benchmarking
internal import ImageClassification
internal import PartialResults
internal import StrictJSON
internal import TensorCore

/// What a report says of how its figures were computed.
struct EvaluationRun {
    /// In seconds; of merged parts the sums.
    let wall: Double
    let reading: Double
    let inference: Double
    /// `nil` where parts differ.
    let threads: Int?
    let batchSize: Int?
    let kernel: String?

    init(_ timing: EvaluationTiming, batchSize: Int) {
        (wall, reading) = (timing.wall.seconds, timing.reading.seconds)
        inference = timing.inference.seconds
        threads = timing.threads
        self.batchSize = batchSize
        kernel = KernelVariant.active.name
    }

    init(_ run: PartialEvaluation.RunConditions) {
        wall = Double(run.wallNanoseconds) / 1e9
        reading = Double(run.readingNanoseconds) / 1e9
        inference = Double(run.inferenceNanoseconds) / 1e9
        (threads, batchSize, kernel) = (run.threads, run.batchSize, run.kernel)
    }

    func text(images: Int) -> String {
        let rate = Double(images) / max(wall, 1e-9)
        var table = TextTable([.left, .left])
        table.append([
            "time",
            "\(time(wall))  (\(grouped(Int(rate))) images/s; reading \(time(reading)), inference "
                + "\(time(inference)))",
        ])
        let threads =
            self.threads.map { "\($0) \($0 == 1 ? "thread" : "threads")" } ?? "various threads"
        table.append([
            "with",
            "\(threads), batches of \(batchSize.map { "\($0)" } ?? "various sizes"), "
                + "\(kernel.map { terminalSafe($0) } ?? "various") kernels",
        ])
        return table.text
    }

    /// What a page says of it; the time comes last.
    var facts: [(name: String, value: String)] {
        let threads = threads ?? 1
        return [
            ("with", "batches of \(batchSize ?? 0), \(kernel ?? "") kernels"),
            ("time", "\(time(wall)), \(threads) " + (threads == 1 ? "thread" : "threads")),
        ]
    }

    var json: [JSONValue.Member] {
        [
            .init(
                "seconds",
                [
                    "wall": .double(wall), "reading": .double(reading),
                    "inference": .double(inference),
                ]),
            .init("threads", threads.map { .integer($0) } ?? .null),
            .init("batch_size", batchSize.map { .integer($0) } ?? .null),
            .init("kernel", .optional(kernel)),
        ]
    }
}
