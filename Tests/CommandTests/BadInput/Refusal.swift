import Foundation
import TestSupport
import Testing

/// A file that the command must refuse, and what it must say.
struct BadFile: Sendable, CustomTestStringConvertible {
    /// What is wrong with it, in words.
    let testDescription: String
    let bytes: [UInt8]
    /// What is printed after `mnist: error: FILE: `.
    let sentence: String
    let name: String

    init(_ matter: String, _ bytes: [UInt8], _ sentence: String, name: String = "bad.idx") {
        testDescription = matter
        self.bytes = bytes
        self.sentence = sentence
        self.name = name
    }
}

/// What a bad file is handed in as.
enum Role: String, CaseIterable {
    case images = "--images"
    case labels = "--labels"
    case model = "--model"
}

extension TinyData {
    /// The three files as arguments, some of them replaced by others.
    func arguments(_ command: String, _ replaced: [Role: String] = [:]) -> [String] {
        let files = [Role.images: images, .labels: labels, .model: model]
            .merging(replaced) { $1 }
        return [command] + Role.allCases.flatMap { [$0.rawValue, files[$0] ?? ""] }
            + ["--weight-order", "input-output", "--mean", "0"]
    }

    /// Evaluates with a file of these bytes in the place of a sound one, and checks the refusal.
    func expectRefusal(
        of bad: BadFile, as role: Role, _ more: String...,
        location: SourceLocation = #_sourceLocation
    ) throws {
        let path = try temporary.write(bad.bytes, to: bad.name)
        let result = try CommandTests.run(arguments("evaluate", [role: path]) + more)
        expect(result, refuses: path, bad.sentence, location)
    }

    /// Inspects a file of these bytes, and checks the refusal.
    func expectRefusalByInspect(
        of bad: BadFile, location: SourceLocation = #_sourceLocation
    ) throws {
        let path = try temporary.write(bad.bytes, to: bad.name)
        expect(try CommandTests.run("inspect", path), refuses: path, bad.sentence, location)
    }

    /// Evaluates files of which one is unusual, and checks that the answers are right and the note
    /// is there.
    func expectSuccess(
        _ bytes: [UInt8], as role: Role, name: String, note: String?,
        location: SourceLocation = #_sourceLocation
    ) throws {
        let path = try temporary.write(bytes, to: name)
        let result = try CommandTests.run(arguments("evaluate", [role: path]) + ["--verbose"])
        #expect(result.status == 0, sourceLocation: location)
        #expect(
            result.standardOutput.contains("images    6\ncorrect   5\n"), sourceLocation: location)
        let notes = note.map { "mnist: note: \(path): \($0)\n" } ?? ""
        #expect(result.standardError == notes, sourceLocation: location)
    }
}

/// Checks that the command said this and nothing else.
func expect(
    _ result: CommandResult, refuses file: String, _ sentence: String, status: Int32 = 65,
    _ location: SourceLocation = #_sourceLocation
) {
    #expect(result.signal == nil, sourceLocation: location)
    #expect(result.status == status, sourceLocation: location)
    #expect(result.standardOutput == "", sourceLocation: location)
    #expect(
        result.standardError == "mnist: error: \(file): \(sentence)\n", sourceLocation: location)
}

/// A number in upper-case hexadecimal of `digits` digits.
func hex(_ number: UInt32, digits: Int = 8) -> String {
    let text = String(number, radix: 16, uppercase: true)
    return String(repeating: "0", count: digits - text.count) + text
}

extension [UInt8] {
    /// The bytes with one of them changed in the bits that are set in `mask`.
    func flipping(_ index: Int, _ mask: UInt8 = 1) -> [UInt8] {
        var bytes = self
        bytes[index] ^= mask
        return bytes
    }

    func inserting(_ byte: UInt8, at index: Int) -> [UInt8] {
        self[..<index] + [byte] + self[index...]
    }
}
