import Benchmarking
import Conversion
import Foundation
import ImageClassification
import Inspection
import LocalizedReports
import PartialResults
import Reports
import Testing

@Suite("Errors of conversions and reports as Foundation words them")
struct LocalizedReportsTests {
    private static let file = URL(filePath: #filePath).path

    /// One error of each kind that a caller's mistake leads to.
    private static let mistakes: [@Sendable () throws -> Void] = [
        { _ = try FileInspection(path: file) },
        { _ = try PartialEvaluation(path: file) },
        { _ = try BenchmarkBaseline(file: file) },
        {
            let model = try Model(path: BundledModel.mnistSigmoid.path)
            _ = try NetworkPictures(weightsOf: model, layer: 9)
        },
        { throw ConversionError.noONNXForm(file: "a", layer: "b") },
        { throw ReportError.imageChanged(file: "a", index: 1) },
    ]

    @Test("give the sentence that describes them", arguments: mistakes.indices)
    func sentence(index: Int) {
        do {
            try Self.mistakes[index]()
            Issue.record("no error")
        } catch {
            #expect(error.localizedDescription == "\(error)")
            #expect(!error.localizedDescription.contains("The operation could not be completed"))
        }
    }

    /// `FrameStreams` is no product: only the command sees its errors.
    private static let withoutProduct: Set = ["FrameError"]

    @Test("are all public errors of the products")
    func all() throws {
        let sources = URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Sources")
        var errors: Set<String> = []
        var described: Set<String> = []
        let files = FileManager.default.enumerator(atPath: sources.path)
        while let file = files?.nextObject() as? String {
            guard file.hasSuffix(".swift") else { continue }
            let text = try String(contentsOf: sources.appending(path: file), encoding: .utf8)
            let declaration = /public (?:enum|struct) (\w+): [^{]*\b(?:Error|FileFault)\b/
            errors.formUnion(text.matches(of: declaration).map { String($0.1) })
            let conformance = /extension (\w+): DescribedError/
            described.formUnion(text.matches(of: conformance).map { String($0.1) })
        }
        #expect(errors.count > 25)
        #expect(errors.subtracting(described).subtracting(Self.withoutProduct) == [])
    }
}
