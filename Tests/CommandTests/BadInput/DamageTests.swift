import Foundation
import ImageClassification
import TestSupport
import Testing

/// Files that are changed in every byte in turn, cut at every length, or longer by one byte.
///
/// The library is called for every case, so that a trap anywhere ends the tests.
@Suite("Damage anywhere in a file")
struct DamageTests {
    private static let images = GzipFixture.member(idx([6, 2, 2], TinyData.pixels))
    private static let labels = GzipFixture.member(idx([6], TinyData.labels))
    private static let model = safetensors(
        [
            ("W1", [4, 4], [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]),
            ("b1", [4], [0, 0, 0, 0]),
        ], metadata: #"{"made":"by hand"}"#)

    /// Every bit flipped alone, and every byte inverted.
    private static func changes(of bytes: [UInt8]) -> [[UInt8]] {
        bytes.indices.flatMap { index in
            ([1, 2, 4, 8, 16, 32, 64, 128, 255] as [UInt8]).map { bytes.flipping(index, $0) }
        }
    }

    private static func cuts(of bytes: [UInt8]) -> [[UInt8]] {
        bytes.indices.map { Array(bytes[..<$0]) }
    }

    /// One byte more, before each byte and at the end.
    private static func insertions(into bytes: [UInt8]) -> [[UInt8]] {
        let values: [UInt8] =
            isDebugBuild ? [0, 0x22, 0x39, 0xFF] : Array(0...255)
        return (0...bytes.count).flatMap { index in values.map { bytes.inserting($0, at: index) } }
    }

    /// Evaluates files, and returns a result without its times; `nil` when they are refused.
    private func evaluate(_ files: Files) throws -> Evaluation? {
        do {
            var options = ModelOptions()
            options.weightOrder = .inputOutput
            let classifier = try Classifier(path: files.path(.model), options: options)
            var evaluation = EvaluationOptions()
            evaluation.threads = 1
            return try classifier.evaluate(
                LabeledImages(images: files.path(.images), labels: files.path(.labels)),
                options: evaluation
            ).evaluation
        } catch {
            let sentence = "\(error)"
            #expect(sentence.hasPrefix(files.temporary.url.path), "\(sentence)")
            #expect(!sentence.contains("\n"), "\(sentence)")
            return nil
        }
    }

    /// The three files, of which one is written again and again.
    private struct Files {
        let temporary: TemporaryFolder

        init() throws {
            temporary = try TemporaryFolder()
            try write(DamageTests.images, as: .images)
            try write(DamageTests.labels, as: .labels)
            try write(DamageTests.model, as: .model)
        }

        func path(_ role: Role) -> String {
            temporary.url(String(role.rawValue.dropFirst(2))).path
        }

        func write(_ bytes: [UInt8], as role: Role) throws {
            try Data(bytes).write(to: URL(fileURLWithPath: path(role)))
        }
    }

    @Test("a changed byte in gzip data is refused, or changes nothing: never the answer")
    func changedData() throws {
        let files = try Files()
        let sound = try #require(try evaluate(files))
        #expect(sound.correct == 5)
        for (role, bytes) in [(Role.images, Self.images), (.labels, Self.labels)] {
            var accepted = 0
            for changed in Self.changes(of: bytes) {
                try files.write(changed, as: role)
                guard let result = try evaluate(files) else { continue }
                #expect(result == sound)
                accepted += 1
            }
            try files.write(bytes, as: role)
            // The header has fields without a meaning for the content: 6 bytes, and a flag.
            #expect(accepted <= 7 * 9)
        }
    }

    @Test("a changed byte in weights gives an answer or a refusal")
    func changedWeights() throws {
        let files = try Files()
        for changed in Self.changes(of: Self.model) {
            try files.write(changed, as: .model)
            if let result = try evaluate(files) { #expect(result.total == 6) }
        }
    }

    @Test("a file that is cut anywhere is refused")
    func cut() throws {
        let files = try Files()
        for (role, bytes) in [
            (Role.images, Self.images), (.labels, Self.labels), (.model, Self.model),
        ] {
            for cut in Self.cuts(of: bytes) {
                try files.write(cut, as: role)
                #expect(try evaluate(files) == nil, "\(role) cut at byte \(cut.count)")
            }
            try files.write(bytes, as: role)
        }
    }

    @Test("a byte too many is refused, or changes nothing")
    func insertion() throws {
        let files = try Files()
        let sound = try #require(try evaluate(files))
        for (role, bytes) in [
            (Role.images, Self.images), (.labels, Self.labels), (.model, Self.model),
        ] {
            for longer in Self.insertions(into: bytes) {
                try files.write(longer, as: role)
                guard let result = try evaluate(files) else { continue }
                #expect(result == sound, "\(role): \(longer)")
            }
            try files.write(bytes, as: role)
        }
    }

    @Test("the command ends with an answer or one sentence", arguments: Role.allCases)
    func process(role: Role) throws {
        let data = try TinyData()
        let files = [Role.images: Self.images, .labels: Self.labels, .model: Self.model]
        let bytes = try #require(files[role])
        var generator = SeededGenerator(seed: 7)
        // Five hundred with all three files.
        for round in 0..<168 {
            let index = Int.random(in: bytes.indices, using: &generator)
            let mask = UInt8.random(in: 1...255, using: &generator)
            let damaged =
                switch round % 4 {
                case 0: Array(bytes[..<index])
                case 1: bytes.inserting(mask, at: index)
                default: bytes.flipping(index, mask)
                }
            let path = try data.temporary.write(damaged, to: "damaged.bin")
            let result = try run(data.arguments("evaluate", [role: path]))
            if result.status == 0 {
                #expect(round % 4 != 0)
                #expect(result.standardError == "")
                #expect(result.standardOutput.contains("images    6\n"))
                if role != .model { #expect(result.standardOutput.contains("correct   5\n")) }
            } else {
                #expect(result.status == 65)
                #expect(result.standardOutput == "")
                #expect(
                    result.standardError.hasPrefix("mnist: error: \(data.temporary.url.path)/"))
                #expect(result.standardError.contains(path))
                #expect(result.errorLines.count == 1)
            }
        }
    }
}
