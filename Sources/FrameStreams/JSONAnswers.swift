internal import StrictJSON

/// The answers to frames of JSON Lines, as bytes.
struct JSONAnswers {
    private let answers: FrameOptions.Answers
    /// For each class what stands between the id and the values: the class and its name.
    private let classes: [[UInt8]]
    private let valuesStart: [UInt8]

    private static let start = Array(#"{"id":"#.utf8)
    private static let null = Array("null".utf8)
    private static let end = Array("}\n".utf8)

    init(_ answers: FrameOptions.Answers, classNames: [String]) {
        self.answers = answers
        classes = classNames.enumerated().map { label, name in
            Array(#","class":\#(label),"name":\#(JSONValue.string(name).text())"#.utf8)
        }
        valuesStart = Array(#","\#(answers.rawValue)":["#.utf8)
    }

    /// Appends the answer to an image of a batch that was inferred.
    ///
    /// - Parameter id: The text of its id.
    func append(_ image: Int, of batch: inout FrameBatch, id: ArraySlice<UInt8>?) {
        Self.append(id, to: &batch.output)
        batch.output += classes[batch.label(of: image)]
        if answers != .labels {
            batch.output += valuesStart
            for (place, value) in batch.values(of: image).enumerated() {
                if place > 0 { batch.output.append(UInt8(ascii: ",")) }
                batch.output += JSONValue.float(value).text().utf8
            }
            batch.output.append(UInt8(ascii: "]"))
        }
        batch.output += Self.end
    }

    /// Appends an object that says why a frame is not answered.
    func append(
        _ problem: String, frame: Int, id: ArraySlice<UInt8>?, to output: inout [UInt8]
    ) {
        Self.append(id, to: &output)
        output += #","frame":\#(frame),"error":\#(JSONValue.string(problem).text())"#.utf8
        output += Self.end
    }

    private static func append(_ id: ArraySlice<UInt8>?, to output: inout [UInt8]) {
        output += start
        guard let id else { return output += null }
        // Nearly always it can be shown as it is.
        if id.allSatisfy({ (0x20..<0x7F).contains($0) }) {
            output += id
        } else {
            output += JSONValue.visibleText(id)
        }
    }
}
