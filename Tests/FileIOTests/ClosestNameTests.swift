import FileIO
import Testing

@Suite("The name that a misspelled word stands for")
struct ClosestNameTests {
    private let names = ["evaluate", "compare", "classify", "predict", "plot"]

    @Test(
        "one letter missing, too many, wrong or swapped, capitals, up to a third of the word",
        arguments: [
            ("evalute", "evaluate"), ("evaluatee", "evaluate"), ("evaluste", "evaluate"),
            ("evalaute", "evaluate"), ("Classify", "classify"), ("clasfiy", "classify"),
            ("plt", "plot"), ("predicct", "predict"),
        ])
    func close(word: String, name: String) {
        #expect(closestName(to: word, among: names) == name)
        #expect(suggestion(for: word, among: names) == "; did you mean \(name)?")
    }

    @Test("what is far from every name has none", arguments: ["", "x", "train", "help", "serve"])
    func far(word: String) {
        #expect(closestName(to: word, among: names) == nil)
        #expect(suggestion(for: word, among: names) == "")
    }

    @Test("the first part of a name counts as one")
    func firstPart() {
        let names = ["mnist", "fashion-mnist", "emnist-letters"]
        #expect(closestName(to: "fashon", among: names) == "fashion-mnist")
        #expect(closestName(to: "emnst-leters", among: names) == "emnist-letters")
        #expect(closestName(to: "letters", among: names) == nil)
    }

    @Test(
        "the beginning of one name alone stands for it",
        arguments: [("eval", "evaluate"), ("pred", "predict"), ("cla", "classify")])
    func beginning(word: String, name: String) {
        #expect(closestName(to: word, among: names) == name)
        #expect(closestName(to: word, among: names + ["\(word)x", "\(word)yyyyyyyyyy"]) != name)
        #expect(closestName(to: "fashion-mlp-i", among: ["fashion-mlp-int8888888"]) != nil)
    }

    @Test("a word longer than any name is not compared")
    func long() {
        #expect(closestName(to: String(repeating: "e", count: 100_000), among: names) == nil)
    }
}
