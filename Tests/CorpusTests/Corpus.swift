import Foundation
import StrictJSON
import TestSupport
import Testing

/// The files of `corpus/`, written by its script, and what a strict reader does with each.
struct Corpus {
    /// A file of the corpus.
    struct Case {
        let path: String
        let format: String
        let accept: Bool
        /// What the file is, and the reason for the verdict.
        let comment: Comment
        /// What a reader must have read; `nil` if that is not written down.
        let reads: JSONValue?
    }

    /// Why the corpus cannot be made; `nil` if it can.
    static let whatIsMissing: String? =
        (try? run(["-c", "import sys; sys.exit(sys.version_info < (3, 10))"])) == nil
        ? "no python3, version 3.10 or newer, to write the corpus with" : nil

    static let source = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "corpus")

    let cases: [Case]
    /// The verdicts that the script has written, byte by byte.
    let verdicts: Data
    private let folder: URL

    /// Writes the corpus; without optimization files of many megabytes would take too long to read.
    init() throws {
        folder = FileManager.default.temporaryDirectory
            .appending(path: "swift-mnist-corpus-\(UUID().uuidString)")
        try Self.run(
            [Self.source.appending(path: "generate.py").path, folder.path]
                + (isDebugBuild ? [] : ["--large"]))
        verdicts = try Data(contentsOf: folder.appending(path: "verdicts.json"))
        let json = try JSONValue.parse(Array(verdicts))
        guard case .array(let list)? = json["cases"] else {
            throw Failure(description: "verdicts.json has no list of cases")
        }
        let folder = folder
        cases = try list.map { try Case($0, in: folder) }
            .filter { FileManager.default.fileExists(atPath: $0.path) }
    }

    func remove() {
        try? FileManager.default.removeItem(at: folder)
    }

    private static func run(_ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "-B"] + arguments
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(description: "python3 ended with \(process.terminationStatus)")
        }
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }
}

extension Corpus.Case {
    fileprivate init(_ json: JSONValue, in folder: URL) throws {
        guard case .string(let file)? = json["file"], case .string(let format)? = json["format"],
            case .bool(let accept)? = json["accept"], case .string(let what)? = json["what"],
            case .string(let why)? = json["why"]
        else { throw Corpus.Failure(description: "a case of verdicts.json lacks a key") }
        path = folder.appending(path: file).path
        self.format = format
        self.accept = accept
        comment = "\(file), \(what): \(why)"
        reads = json["reads"]
    }
}
