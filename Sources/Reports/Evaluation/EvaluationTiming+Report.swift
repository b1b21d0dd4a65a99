internal import Benchmarking
internal import ImageClassification
internal import StrictJSON
internal import TensorCore

/// What a report says of how its figures were computed.
extension EvaluationTiming {
    func text(images: Int, batchSize: Int) -> String {
        let rate = Double(images) / max(wall.seconds, 1e-9)
        var table = TextTable([.left, .left])
        table.append([
            "time",
            "\(time(wall.seconds))  (\(grouped(Int(rate))) images/s; reading "
                + "\(time(reading.seconds)), inference \(time(inference.seconds)))",
        ])
        table.append([
            "with",
            "\(threads) \(threads == 1 ? "thread" : "threads"), "
                + "batches of \(batchSize), \(KernelVariant.active.name) kernels",
        ])
        return table.text
    }

    func json(batchSize: Int) -> [JSONValue.Member] {
        [
            .init(
                "seconds",
                [
                    "wall": .double(wall.seconds), "reading": .double(reading.seconds),
                    "inference": .double(inference.seconds),
                ]),
            .init("threads", .integer(threads)),
            .init("batch_size", .integer(batchSize)),
            .init("kernel", .string(KernelVariant.active.name)),
        ]
    }
}
