import FileIO
import ImageClassification
import TestSupport
import Testing

@Suite("Label corrections")
struct LabelCorrectionsTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func corrections(_ text: String) throws -> LabelCorrections {
        try LabelCorrections(path: folder.write(Array(text.utf8), to: "labels.csv"))
    }

    @Test(
        "lines of index,label are read, with or without a header, carriage returns and a last newline",
        arguments: [
            "7,1\n3,0\n", "7,1\n3,0", "7,1\r\n3,0\r\n", "index,label\n7,1\n3,0\n",
            "index,label\r\n7,1\r\n3,0", "007,01\n3,0\n",
        ])
    func sound(text: String) throws {
        let corrections = try corrections(text)
        #expect(corrections.count == 2)
        #expect((0..<10).map { corrections[$0] } == [nil, nil, nil, 0, nil, nil, nil, 1, nil, nil])
    }

    @Test(
        "everything else is refused with the line and what it has",
        arguments: [
            ("7,1\n3;0\n", 2, "3;0"), ("7\n", 1, "7"), ("7,1,2\n", 1, "7,1,2"),
            ("\n7,1\n", 1, "\"\""),
            ("7,1\n\n", 2, "\"\""), (" 7,1\n", 1, " 7,1"), ("7, 1\n", 1, "7, 1"),
            ("-7,1\n", 1, "-7,1"), ("+7,1\n", 1, "+7,1"), ("7,1.0\n", 1, "7,1.0"),
            (",1\n", 1, ",1"), ("7,\n", 1, "7,"), ("\"7\",1\n", 1, "\"7\",1"),
            ("# wrong\n7,1\n", 1, "# wrong"), ("7,1\nindex,label\n", 2, "index,label"),
            ("Index,Label\n7,1\n", 1, "Index,Label"), ("7,1\r\r\n", 1, "7,1\\r"),
            ("7\u{0},1\n", 1, "7\\u{0},1"), ("٧,1\n", 1, "٧,1"),
            ("4294967296,1\n", 1, "4294967296,1"), ("\u{FEFF}7,1\n", 1, "\\u{feff}7,1"),
            ("7,1\n99999999999999999999999999,1\n", 2, "99999999999999999999999999,1"),
        ])
    func malformed(text: String, line: Int, found: String) {
        #expect(
            throws: LabelCorrectionsError.malformed(
                file: folder.path("labels.csv"), line: line,
                expected: "index,label, both in decimal digits", found: found)
        ) { try corrections(text) }
    }

    @Test("an index that occurs twice is refused with both lines")
    func duplicates() {
        #expect(
            throws: LabelCorrectionsError.malformed(
                file: folder.path("labels.csv"), line: 4, expected: "each index once",
                found: "index 7 of line 2 again")
        ) { try corrections("index,label\n7,1\n3,0\n7,1\n") }
    }

    @Test("a file without corrections is refused", arguments: ["", "index,label\n", "index,label"])
    func empty(text: String) {
        #expect(throws: LabelCorrectionsError.empty(file: folder.path("labels.csv"))) {
            try corrections(text)
        }
    }

    @Test("bytes that are no text, and lines without end, are refused with their start")
    func binary() throws {
        let path = folder.path("labels.csv")
        _ = try folder.write([0x37, 0x2C, 0xFF, 0x0A], to: "labels.csv")
        #expect(
            throws: LabelCorrectionsError.malformed(
                file: path, line: 1, expected: "index,label, both in decimal digits",
                found: "7,\u{FFFD}")
        ) { try LabelCorrections(path: path) }
        _ = try folder.write(Array(repeating: 0x31, count: 100_000), to: "labels.csv")
        #expect(
            throws: LabelCorrectionsError.malformed(
                file: path, line: 1, expected: "index,label, both in decimal digits",
                found: String(repeating: "1", count: 40) + "… (100000 bytes)")
        ) { try LabelCorrections(path: path) }
    }

    @Test("a file that is missing or too large is not read")
    func unreadable() throws {
        let missing = #expect(throws: LabelCorrectionsError.self) {
            try LabelCorrections(path: folder.path("missing"))
        }
        #expect(missing?.isUnreadable == true)
        let limit = LabelCorrections.byteLimit
        let path = try folder.write(Array(repeating: 0x31, count: limit + 1), to: "large")
        #expect(
            throws: LabelCorrectionsError.tooLarge(file: path, limit: limit, found: limit + 1)
        ) { try LabelCorrections(path: path) }
    }
}

/// Four images whose brightest pixels, the answers, are 0, 1, 2 and 3.
@Suite("Evaluating with corrections")
struct CorrectedEvaluationTests {
    private let folder: TemporaryFolder
    private let classifier: Classifier

    init() throws {
        folder = try TemporaryFolder()
        classifier = try Classifier(path: TinyModel.brightestPixel(in: folder))
    }

    private func dataset(_ labels: [UInt8], corrections: String) throws -> LabeledImages {
        let pixels = TinyModel.images(brightest: [0, 1, 2, 3])
        return LabeledImages(
            images: try folder.write(
                IDXFixture.uint8(dimensions: [4, 2, 2], pixels), to: "images"),
            labels: try folder.write(IDXFixture.labels(labels), to: "labels"),
            corrections: try folder.write(Array(corrections.utf8), to: "corrections"))
    }

    @Test("the published figures stay, and the corrected ones stand beside them")
    func bothWays() throws {
        // Of the labels 0, 1, 0, 3 the third becomes right and the last wrong; the first stays.
        let dataset = try dataset([0, 1, 0, 3], corrections: "3,2\n2,2\n0,0\n")
        for batchSize in [1, 3, 4] {
            var options = EvaluationOptions()
            options.batchSize = batchSize
            let result = try classifier.evaluate(dataset, options: options)
            #expect(
                result.evaluation.confusion.counts == [1, 0, 1, 0] + [0, 1, 0, 0] + [0, 0, 0, 0] + [
                    0, 0, 0, 1,
                ])
            let corrected = try #require(result.corrected)
            #expect(
                corrected.result.counts == [1, 0, 0, 0] + [0, 1, 0, 0] + [0, 0, 1, 1] + [
                    0, 0, 0, 0,
                ])
            #expect(corrected.changedLabels == 2 && corrected.corrections.count == 3)
            #expect(result.evaluation.correct == 3 && corrected.result.correct == 3)
        }
    }

    @Test("only the images within the limit count as changed")
    func limit() throws {
        var options = EvaluationOptions()
        options.limit = 3
        let dataset = try dataset([0, 1, 0, 3], corrections: "3,2\n2,2\n")
        let corrected = try #require(
            try classifier.evaluate(dataset, options: options).corrected)
        #expect(corrected.changedLabels == 1)
        #expect(corrected.result.accuracy == 1)
    }

    @Test("two models are compared both ways")
    func comparison() throws {
        let dataset = try dataset([0, 1, 0, 3], corrections: "2,2\n")
        let result = try classifier.compare(with: classifier, on: dataset)
        #expect(result.comparison.bothCorrect == 3 && result.comparison.bothWrongAlike == 1)
        #expect(result.corrected?.result.bothCorrect == 4)
    }

    @Test("corrections of images or to classes that are not there are refused with the line")
    func outOfRange() throws {
        let file = folder.path("corrections")
        let cases = [
            ("index,label\n1,0\n4,0\n", 3, "an index of 0 to 3", "4"),
            ("1,4\n", 1, "a label of 0 to 3", "4"),
            ("4294967295,0\n", 1, "an index of 0 to 3", "4294967295"),
        ]
        for (text, line, expected, found) in cases {
            let dataset = try dataset([0, 1, 2, 3], corrections: text)
            #expect(
                throws: LabelCorrectionsError.malformed(
                    file: file, line: line, expected: expected, found: found)
            ) { try classifier.evaluate(dataset) }
        }
    }
}
