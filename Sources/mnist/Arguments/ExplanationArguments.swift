import ArgumentParser
import FileIO
import ImageClassification
import Parallelism
import Reports

/// Whether and how answers are explained.
struct ExplanationArguments: ParsableArguments {
    @Flag(
        help: """
            Draw what spoke for each answer and what for the second choice: Shapley values of the \
            pixels.
            """)
    var explain = false

    @Option(
        help: ArgumentHelp("Write these drawings as an SVG picture.", valueName: "file"),
        completion: .file())
    var explainSvg: String?

    /// An explanation takes thousands of inferences.
    private static let mostImages = 100

    func validate() throws { try checkPath(explainSvg, "--explain-svg") }

    /// Refuses drawings among what programs read.
    func checkFormat(_ format: OutputFormat) throws {
        if explain, format != .text {
            throw ValidationError("--explain draws text: it needs --format text")
        }
    }

    var isAsked: Bool { explain || explainSvg != nil }

    var outputs: [PlannedOutput] { explainSvg.map { [PlannedOutput($0)] } ?? [] }

    /// Explains answers, if that is asked for.
    ///
    /// - Parameters:
    ///   - images: What each is called, and its pixels.
    ///   - names: What each class is called.
    /// - Returns: The text to print, and the picture to write when it has been printed.
    func explained(
        _ images: [(String, [UInt8])], by classifier: Classifier, names: [String]
    ) throws -> (text: String, svg: StagedOutput?) {
        guard isAsked else { return ("", nil) }
        guard images.count <= Self.mostImages else {
            throw CommandFailure.usage(
                "explanations: expected at most \(Self.mostImages) images, found \(images.count)")
        }
        let explainer = Explainer(classifier, threads: SystemThreads.processorCount)
        var progress = ProgressLine()
        defer { progress.clear() }
        var items: [ExplanationReport.Item] = []
        for (title, pixels) in images {
            do {
                items.append(
                    ExplanationReport.Item(
                        title: title, pixels: pixels, explanation: try explainer.explain(pixels)))
            } catch let error as ExplanationError {
                throw ExplanationFailure(file: title, reason: error)
            }
            progress.update(items.count, of: images.count)
        }
        let report = ExplanationReport(
            items: items, classNames: names, shape: classifier.inputShape)
        return (
            explain ? "\n" + report.text : "",
            try explainSvg.map { try StagedOutput(Array(report.svg.utf8), for: $0) }
        )
    }
}

/// An answer that cannot be explained.
private struct ExplanationFailure: FileFault {
    let file: String
    let reason: ExplanationError

    var description: String { "\(file): \(reason)" }
}
