import Foundation
import ImageClassification
import Testing

/// What callers may hand over by mistake: an error each, never the end of the process.
@Suite("Mistakes of callers")
struct BorderTests {
    private static let mistakes = [
        ByteMistakes.all, WritingMistakes.all, JSONMistakes.all, NetworkMistakes.all,
        PixelMistakes.all, DatasetMistakes.all,
    ].flatMap(\.self)

    @Test("are errors of one sentence, without the option of any command", arguments: mistakes)
    func errors(mistake: Mistake) async {
        for (index, call) in mistake.calls.enumerated() {
            do {
                try await call()
                Issue.record("call \(index): no error")
            } catch {
                let text = "\(error)"
                #expect(
                    !text.isEmpty && !text.contains("\n") && !text.contains("--"),
                    "call \(index): \(text)")
            }
        }
    }

    /// What no caller can get wrong here, and why.
    private static let exceptions = [
        "BenchmarkBaseline.check(_:threads:batchSizes:)":
            "needs a benchmark before; BaselineTests of the command",
        "ComparisonPage.init(_:run:first:second:)":
            "throws where files change after a comparison; ComparisonPageTests",
        "EvaluationPage.init(_:of:run:mistakes:)":
            "throws where files change after an evaluation; ReportPageTests",
        "ModelConversion.check(_:)": "its images are the bundled ones, or made up",
        "ModelIdentity.init(_:fileSHA256:classNames:)": "its images are its own",
        "ONNXModel.serialized()": "throws where a file of tensors vanishes while it is read",
        "ONNXExport.init(_:pixels:integerWeights:name:output:)":
            "layers that ONNX does not have are in no model; ONNXExportTests",
        "PartialEvaluation.bytes(file:)": "throws for results of 16 MiB and more",
        "Picture.standardInput(limits:reducingTo:)": "reads what the process was given",
    ]

    @Test("are made of every public function that throws")
    func coverage() throws {
        let called = Set(Self.mistakes.flatMap(\.functions)).union(Self.exceptions.keys)
        let known = try PublicFunctions.all()
        #expect(known.count > 150)
        #expect(known.subtracting(called).sorted() == [], "functions that no mistake calls")
        #expect(called.subtracting(known).sorted() == [], "functions that there are not")
    }

    @Test("declarations are read with their types and labels")
    func declarations() {
        let text = """
            extension A {
                public init(path: String, by f: (Int) -> Int = { $0 }) throws {
                public func b(
                    _ c: [D: E], of x: F
                ) throws(G) -> H {
                public func quiet() {
                public struct I {
                    public mutating func next() async throws -> J? {
                public var k: [Int] {
                    get throws(L) {
            """
        #expect(
            PublicFunctions.throwing(in: text.components(separatedBy: "\n")) == [
                "A.init(path:by:)", "A.b(_:of:)", "A.I.next()", "A.k",
            ])
    }

    @Test("are not made of what is right: it throws nothing")
    func right() async throws {
        let classifier = try Border.classifier()
        #expect(try classifier.logits([]).rows == 0)
        #expect(try classifier.classify(batch: []) == [])
        #expect(try InferenceSession(classifier).classes(of: []) == [])
        #expect(try classifier.classify([1, 2, 9, 3]).prediction == 2)
        #expect(try classifier.evaluate(Border.images()).evaluation.total == 3)
        #expect(try Border.overflowing().classify([0, 0, 0, 0]).prediction == 0)
        #expect(try Border.wideImages().openImages().count == 1)
    }
}
