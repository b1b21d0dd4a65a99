internal import Benchmarking
internal import FileIO
internal import ImageClassification
internal import NeuralNetwork
internal import StrictJSON

/// An earlier benchmark, read back from the JSON it printed.
public struct BenchmarkBaseline {
    let file: String
    let conditions: BenchmarkConditions
    /// The rates of the rounds.
    let rates: [BenchmarkCellKey: Quantiles]
    private let multiplyAdds: [String: Int]

    private static let byteLimit = 1 << 20

    /// Reads a file.
    ///
    /// - Throws: `FileError` when it cannot be read, ``BaselineError`` when it is something else.
    public init(file path: String) throws {
        let file = try InputFile(path: path)
        let limit = Self.byteLimit
        let bytes = try file.bytes(in: 0..<min(file.size, limit))
        let root: JSONValue
        do throws(JSONError) {
            guard file.size <= limit else {
                throw JSONError(offset: limit, reason: .tooLong(limit: limit, found: file.size))
            }
            root = try .parse(bytes, maximumBytes: limit)
        } catch {
            throw BaselineError.notJSON(file: path, reason: error.description)
        }
        try self.init(BaselineNode(file: path, place: "", value: root))
    }

    private init(_ root: BaselineNode) throws(BaselineError) {
        file = root.file
        conditions = BenchmarkConditions(
            processor: try root.optionalText("processor"), kernel: try root.text("kernel"),
            dataset: try root.optionalText("dataset"), imagesFile: try root.text("images_file"),
            imageCount: try root.count("images"))
        var multiplyAdds: [String: Int] = [:]
        for model in try root.elements("models") {
            multiplyAdds[try model.text("label")] = try model.count("multiply_adds")
        }
        var rates: [BenchmarkCellKey: Quantiles] = [:]
        for result in try root.elements("results") {
            let key = BenchmarkCellKey(
                model: try result.text("model"), threads: try result.count("threads"),
                batchSize: try result.count("batch_size"))
            rates[key] = try result.rates("rounds")
        }
        self.multiplyAdds = multiplyAdds
        self.rates = rates
    }

    /// Refuses a baseline of other models, or one that has nothing to compare with.
    public func check(
        _ subjects: BenchmarkSubjects, threads: [Int], batchSizes: [Int]
    ) throws(BaselineError) {
        for (model, label) in zip(subjects.models, subjects.labels) {
            let expected = model.network.multiplyAddsPerInput
            guard let found = multiplyAdds[label], found != expected else { continue }
            throw .otherModel(file: file, model: label, expected: expected, found: found)
        }
        let isComparable = rates.keys.contains {
            subjects.labels.contains($0.model) && threads.contains($0.threads)
                && batchSizes.contains($0.batchSize)
        }
        guard isComparable else { throw .nothingInCommon(file: file) }
    }
}

/// A value of the file with the place where it stands, such as `results[2]`.
private struct BaselineNode {
    let file: String
    let place: String
    let value: JSONValue

    func text(_ key: String) throws(BaselineError) -> String {
        guard case .string(let text)? = value[key] else { throw malformed(key, "a text") }
        return text
    }

    func optionalText(_ key: String) throws(BaselineError) -> String? {
        if case .null? = value[key] { return nil }
        return try text(key)
    }

    func count(_ key: String) throws(BaselineError) -> Int {
        guard case .integer(let count)? = value[key], count >= 0 else {
            throw malformed(key, "a whole number")
        }
        return count
    }

    func elements(_ key: String) throws(BaselineError) -> [BaselineNode] {
        guard case .array(let elements)? = value[key] else { throw malformed(key, "an array") }
        return elements.enumerated().map { index, element in
            BaselineNode(file: file, place: "\(path(key))[\(index)]", value: element)
        }
    }

    func rates(_ key: String) throws(BaselineError) -> Quantiles {
        let smallest = RateComparison.smallestSample
        let expected = "at least \(smallest) numbers above 0"
        guard case .array(let elements)? = value[key] else { throw malformed(key, expected) }
        let rates = elements.compactMap(\.positiveNumber)
        guard rates.count == elements.count, rates.count >= smallest else {
            throw malformed(key, expected, found: "\(rates.count)")
        }
        return Quantiles(rates)
    }

    private func path(_ key: String) -> String { place.isEmpty ? key : "\(place).\(key)" }

    private func malformed(
        _ key: String, _ expected: String, found: String? = nil
    ) -> BaselineError {
        .malformed(
            file: file, place: path(key), expected: expected,
            found: found ?? value[key]?.kind.description ?? "nothing")
    }
}

extension JSONValue {
    /// The value of a number above 0.
    fileprivate var positiveNumber: Double? {
        switch self {
        case .integer(let value) where value > 0: Double(value)
        case .double(let value) where value > 0: value
        default: nil
        }
    }
}
