import Foundation
import ImageClassification
import LocalizedFaults
import Testing

@Suite("Errors as Foundation words them")
struct LocalizedFaultsTests {
    /// One error of each kind that a caller's mistake leads to.
    private static let mistakes: [@Sendable () throws -> Void] = [
        { _ = try Classifier(path: "/nowhere") },
        { _ = try Model(bytes: [1, 2, 3]) },
        { _ = try Architecture(bytes: [1]) },
        { _ = try LabelCorrections(bytes: []) },
        { _ = try LabeledImages(images: "/nowhere").openImages() },
        { _ = try Classifier(.mnistSigmoid).classify([1, 2, 3]) },
        { _ = try Network([]) },
        { _ = try Matrix(checking: [[1], [1, 2]]) },
        { _ = try Picture(bytes: [1, 2, 3], source: "a") },
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
}
