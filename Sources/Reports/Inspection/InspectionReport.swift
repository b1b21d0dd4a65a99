public import FileIO
internal import ImageClassification
public import Inspection
internal import StrictJSON

/// The report of inspected files.
public struct InspectionReport {
    let inspections: [FileInspection]

    /// Puts a report together.
    ///
    /// - Parameters:
    ///   - inspections: What the files were found to be.
    public init(inspections: [FileInspection]) {
        self.inspections = inspections
    }

    /// The report in a form.
    ///
    /// - Parameters:
    ///   - format: The form.
    ///   - name: What the caller calls a setting that a problem is solved by.
    public func rendered(
        as format: DocumentFormat, naming name: (Setting) -> String = { "\($0)" }
    ) -> String {
        switch format {
        case .text:
            inspections.map { $0.text(naming: name) }.joined(separator: "\n")
        case .json:
            JSONValue.array(inspections.map { $0.json(naming: name) }).text(pretty: true) + "\n"
        }
    }
}

extension FileInspection {
    fileprivate func text(naming name: (Setting) -> String) -> String {
        let details =
            switch content {
            case .idx(let idx): idx.text(storedBytes: byteCount)
            case .safetensors(let file): file.text(storedBytes: byteCount, naming: name)
            case .onnx(let file): file.text(storedBytes: byteCount, naming: name)
            case .arrays(let arrays): arrays.text(storedBytes: byteCount, naming: name)
            case .table(let table): table.text(storedBytes: byteCount)
            case .picture(let picture): picture.text(storedBytes: byteCount)
            }
        return terminalSafe(path) + "\n" + details
    }

    fileprivate func json(naming name: (Setting) -> String) -> JSONValue {
        let head: [JSONValue.Member] = [
            .init("file", .string(path)), .init("bytes", .integer(byteCount)),
        ]
        return switch content {
        case .idx(let idx): .object(head + idx.members)
        case .safetensors(let file): .object(head + file.members(naming: name))
        case .onnx(let file): .object(head + file.members(naming: name))
        case .arrays(let arrays): .object(head + arrays.members(naming: name))
        case .table(let table): .object(head + table.members)
        case .picture(let picture): .object(head + picture.members)
        }
    }
}

extension TextTable {
    /// Adds a line under the name of a file.
    mutating func append(_ key: String, _ value: String) { append(["", key, value]) }
}

extension ElementStatistics {
    /// The range, mean and spread in words.
    var summary: String {
        guard finiteCount > 0 else { return "no finite values" }
        return "\(short(minimum)) to \(short(maximum)), mean \(short(mean)), "
            + "std \(short(standardDeviation)), \(percent(zeroShare)) zeros"
            + (nonFiniteCount > 0 ? ", \(grouped(nonFiniteCount)) not finite" : "")
    }

    var json: JSONValue {
        [
            "count": .integer(count), "zeros": .integer(zeroCount),
            "non_finite": .integer(nonFiniteCount), "min": .double(minimum),
            "max": .double(maximum), "mean": finiteCount > 0 ? .double(mean) : .null,
            "std": finiteCount > 0 ? .double(standardDeviation) : .null,
        ]
    }
}
