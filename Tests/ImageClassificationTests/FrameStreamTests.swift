import FrameStreams
import ImageClassification
import TestSupport
import Testing

/// A channel in memory that gives at most so many bytes at a time.
private struct MemoryChannel: FrameChannel {
    var input: [UInt8]
    let step: Int
    var output: [UInt8] = []
    /// How many bytes had been written before each read.
    var writtenBeforeReads: [Int] = []

    init(_ input: [UInt8], step: Int = .max) { (self.input, self.step) = (input, step) }

    mutating func read(into bytes: inout [UInt8], from start: Int) -> Int {
        writtenBeforeReads.append(output.count)
        let count = min(step, input.count, bytes.count - start)
        for index in 0..<count { bytes[start + index] = input[index] }
        input.removeFirst(count)
        return count
    }

    mutating func write(_ bytes: [UInt8]) { output += bytes }
}

/// Images of 2 × 2 whose class is the place of the brightest pixel, so that answers are told by eye.
@Suite("Frames of images")
struct FrameStreamTests {
    private static let classes = [[3], [], [0, 2, 1], [1], [2, 2]]
    private static let frames: [[UInt8]] = classes.map(frame)

    private static func frame(_ positions: [Int]) -> [UInt8] {
        [UInt8(positions.count), 0, 0, 0] + TinyModel.images(brightest: positions)
    }

    private func classifier(overflowing: Bool = false) throws -> Classifier {
        let folder = try TemporaryFolder()
        return try Classifier(
            path: overflowing
                ? TinyModel.overflowing(in: folder) : TinyModel.brightestPixel(in: folder))
    }

    private func run(
        _ channel: inout MemoryChannel, _ classifier: Classifier,
        _ change: (inout FrameOptions) -> Void = { _ in }
    ) throws {
        var options = FrameOptions()
        change(&options)
        try FrameStream(classifier, options: options, name: "in").run(&channel)
    }

    @Test("raw frames are answered in order, however the bytes come", arguments: [1, 3, 7, .max])
    func raw(step: Int) throws {
        var channel = MemoryChannel(Self.frames.flatMap(\.self), step: step)
        try run(&channel, classifier())
        var expected: [UInt8] = []
        for positions in Self.classes {
            expected += [UInt8(positions.count), 0, 0, 0]
            for position in positions { expected.append(UInt8(position)) }
        }
        #expect(channel.output == expected)
    }

    @Test("no answer waits while input is waited for, unless answers may be buffered")
    func flushing() throws {
        let frames = Self.frames
        let size = frames[0].count
        var channel = MemoryChannel(frames[0] + frames[3] + frames[0], step: size)
        try run(&channel, classifier())
        #expect(channel.writtenBeforeReads == [0, 5, 10, 15])
        channel = MemoryChannel(frames[0] + frames[3] + frames[0], step: size)
        try run(&channel, classifier()) { $0.isBuffered = true }
        #expect(channel.writtenBeforeReads == [0, 0, 0, 0] && channel.output.count == 15)
    }

    @Test("logits and probabilities are those of the classifier")
    func values() throws {
        let classifier = try classifier()
        let pixels = TinyModel.images(brightest: [1, 2])
        let logits = try classifier.logits(pixels).elements
        let probabilities = try classifier.classify(batch: pixels).flatMap(\.probabilities)
        for (answers, expected) in [
            (FrameOptions.Answers.logits, logits), (.probabilities, probabilities),
        ] {
            var channel = MemoryChannel([2, 0, 0, 0] + pixels)
            try run(&channel, classifier) { $0.answers = answers }
            let bytes = expected.flatMap { value in
                [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: value.bitPattern >> $0) }
            }
            #expect(channel.output == [2, 0, 0, 0] + bytes)
        }
    }

    @Test(
        "a frame that is cut ends with its number, after the answers before it", arguments: 1..<16)
    func cut(missing: Int) throws {
        let frames = Self.frame([3]) + Self.frame([0, 2, 1])
        var channel = MemoryChannel(Array(frames.dropLast(missing)))
        let expected = missing > 12 ? 4 : 16
        #expect(
            throws: FrameError.cut(
                file: "in", frame: 2, expectedBytes: expected, foundBytes: 16 - missing)
        ) { try run(&channel, classifier()) }
        #expect(channel.output == [1, 0, 0, 0, 3])
    }

    @Test("a frame of more images than there may be is refused before its pixels are read")
    func tooLarge() throws {
        var channel = MemoryChannel(Self.frame([3]) + [255, 255, 255, 255])
        #expect(
            throws: FrameError.tooLarge(
                file: "in", frame: 2, limit: FrameOptions.largestFrame / 4, found: 0xFFFF_FFFF)
        ) { try run(&channel, classifier()) }
        #expect(channel.output == [1, 0, 0, 0, 3])
    }

    @Test("an answer of NaN ends with frame and image")
    func notANumber() throws {
        let images = [1, 1, 0, 0, 2, 2, 0, 0] as [UInt8]
        var channel = MemoryChannel([1, 0, 0, 0] + images[..<4] + [2, 0, 0, 0] + images)
        #expect(throws: FrameError.notANumber(file: "in", frame: 2, image: 1)) {
            try run(&channel, classifier(overflowing: true))
        }
        #expect(Array(channel.output.prefix(4)) == [1, 0, 0, 0] && channel.output.count == 5)
    }

    @Test("JSON Lines take Base64 and numbers, and give their ids back", arguments: [1, 50, .max])
    func lines(step: Int) throws {
        // Python: base64.b64encode(bytes([50, 50, 200, 50]))
        let lines = """
            {"id": "a\\n\\"", "pixels": "MjLIMg=="}
            { "pixels" : [ 0,1 ,2,255 ] , "note": {"x": [1.5e3, null]}, "id": [7] }\r
            {"pixels":[9,0,0,0]}
            """
        var channel = MemoryChannel(Array(lines.utf8), step: step)
        try run(&channel, classifier()) { $0.form = .jsonl }
        #expect(
            String(decoding: channel.output, as: UTF8.self) == """
                {"id":"a\\n\\"","class":2,"name":"c"}
                {"id":[7],"class":3,"name":"d"}
                {"id":null,"class":0,"name":"a"}

                """)
        channel = MemoryChannel(Array(#"{"pixels":[255,0,0,0]}"#.utf8), step: step)
        try run(&channel, classifier()) {
            $0.form = .jsonl
            $0.answers = .logits
        }
        #expect(
            String(decoding: channel.output, as: UTF8.self)
                == #"{"id":null,"class":0,"name":"a","logits":[1.0,0.0,0.0,0.0]}"# + "\n")
    }

    @Test("ids come back so that a terminal can show them")
    func visibleIDs() throws {
        let line =
            "{\"id\":[\"a\u{202E}\u{85}\u{7F}\u{E000}ä\u{E0001}\\u001b\",\t1\r],"
            + "\"pixels\":[0,9,0,0]}\n{\"id\":\"\u{2029}\"}\n"
        var channel = MemoryChannel(Array(line.utf8))
        try run(&channel, classifier()) {
            $0.form = .jsonl
            $0.keepsGoing = true
        }
        #expect(
            String(decoding: channel.output, as: UTF8.self)
                == #"{"id":["a\u202e\u0085\u007f"# + "\u{E000}ä"
                + #"\udb40\udc01\u001b", 1 ],"class":1,"name":"b"}"# + "\n"
                + #"{"id":"\u2029","frame":2,"error":"JSON is wrong at byte 0: "#
                + #"expected the member pixels, found none"}"# + "\n")
    }

    @Test(
        "ids stay with their lines, however long and however the bytes come", arguments: [7, .max])
    func ids(step: Int) throws {
        let ids = (0..<40).map { "\"" + String(repeating: "i", count: $0) + "\"" }
        let lines = ids.enumerated().map { place, id in
            place % 3 == 0
                ? #"{"pixels":"CQAAAA==","id":\#(id)}"# : #"{"id":\#(id),"pixels":[0,1,0,0]}"#
        }
        var channel = MemoryChannel(Array(lines.joined(separator: "\n").utf8), step: step)
        try run(&channel, classifier()) { $0.form = .jsonl }
        let expected = ids.enumerated().map { place, id in
            #"{"id":\#(id),"class":"# + (place % 3 == 0 ? #"0,"name":"a"}"# : #"1,"name":"b"}"#)
        }
        #expect(
            String(decoding: channel.output, as: UTF8.self)
                == expected.map { $0 + "\n" }.joined())
    }

    private static let bad: [(line: String, reason: String)] = [
        (#"{"pixels":[1,2,3]}"#, "expected 4 pixels, found 3"),
        (#"{"pixels":[1,2,3,4,5]}"#, "expected 4 numbers, found more"),
        (#"{"pixels":[1,2,3,256]}"#, "expected a whole number of 0 to 255"),
        (#"{"pixels":[1,2,3,04]}"#, "expected a whole number of 0 to 255"),
        (#"{"pixels":[1,2,3,1.0]}"#, "expected a whole number of 0 to 255"),
        (#"{"pixels":[1,2,3,-1]}"#, "expected a whole number of 0 to 255"),
        (#"{"pixels":[1,2,3,]}"#, "expected another element after the comma"),
        (#"{"pixels":[,1,2,3]}"#, "expected a whole number of 0 to 255"),
        (#"{"pixels":[1,,2,3]}"#, "expected a whole number of 0 to 255"),
        (#"{"pixels":[1,2 3,4]}"#, "expected a comma or `]`, found a number"),
        (#"{"pixels":[1,2,3,4"#, "expected a comma or `]`, found the end of the text"),
        (#"{"pixels":[1,2,3,"#, "expected a whole number of 0 to 255"),
        (#"{"pixels":[1,2,3,00]}"#, "expected a whole number of 0 to 255"),
        (#"{"pixels":[1,2,3,1000]}"#, "expected a whole number of 0 to 255"),
        (#"{"pixels":[1,2,3,4],"pixels":[1,2,3,4]}"#, "expected each key once"),
        (#"{"pixels":[1,2,3,4],"pi\u0078els":[1,2,3,4]}"#, "expected each key once"),
        (#"{"pixels":[1,2,3,4]} {}"#, "expected the end of the text"),
        (#"{"pixels":"MjLI"}"#, "expected 4 pixels, found 3"),
        (#"{"pixels":"MjLIMg"}"#, "expected Base64"),
        (#"{"pixels":true}"#, "expected a string"),
        (#"{"id":1}"#, "expected the member pixels, found none"),
        (#"{"pixels":[1,2,3,4]"#, "expected a comma or `}`, found the end of the text"),
        ("", "expected an object, found the end of the text"),
        (#"{"id":1,"id":2,"pixels":[1,2,3,4]}"#, "expected each key once"),
        (
            #"{"pixels":[1,2,3,4],"x":"# + "\"" + String(repeating: "y", count: 70_000) + "\"}",
            "expected at most 65568 bytes"
        ),
    ]

    @Test(
        "a line that is no image ends with its number, or is answered by its error", arguments: bad)
    func badLines(line: String, reason: String) throws {
        let good = #"{"id":1,"pixels":[0,9,0,0]}"#
        let lines = Array("\(good)\n\(line)\n\(good)\n".utf8)
        let answer = #"{"id":1,"class":1,"name":"b"}"#
        var channel = MemoryChannel(lines)
        let error = #expect(throws: FrameError.self) {
            try run(&channel, classifier()) { $0.form = .jsonl }
        }
        #expect(error?.frame == 2 && error?.reason.contains(reason) == true)
        #expect(String(decoding: channel.output, as: UTF8.self) == answer + "\n")
        channel = MemoryChannel(lines, step: 1000)
        try run(&channel, classifier()) {
            $0.form = .jsonl; $0.keepsGoing = true
        }
        let answers = String(decoding: channel.output, as: UTF8.self).split(separator: "\n")
        #expect(answers.count == 3 && answers[0] == answer && answers[2] == answer)
        #expect(answers[1].contains(#""frame":2,"error":""#) && answers[1].contains("expected"))
    }
}
