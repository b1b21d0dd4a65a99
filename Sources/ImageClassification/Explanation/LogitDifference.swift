/// What is explained of an answer: its logit minus that of the second choice.
struct LogitDifference {
    let answer: Int
    let against: Int

    /// The two largest of an image's logits; of equal ones the lower class leads.
    init(of logits: [Float]) throws(ExplanationError) {
        guard logits.count > 1 else { throw .oneClass }
        guard logits.allSatisfy({ $0.isFinite }) else { throw .notFinite }
        let ranking = logits.indices.sorted { (-logits[$0], $0) < (-logits[$1], $1) }
        (answer, against) = (ranking[0], ranking[1])
    }

    /// The difference of each row of logits, `[N, M]`.
    func values(of logits: [Float], classes: Int) throws(ExplanationError) -> [Double] {
        var differences: [Double] = []
        for row in stride(from: 0, to: logits.count, by: classes) {
            let difference = Double(logits[row + answer]) - Double(logits[row + against])
            guard difference.isFinite else { throw .notFinite }
            differences.append(difference)
        }
        return differences
    }
}
