internal import Figures
internal import FileIO
public import ImageClassification

/// The report of explained answers: drawings of what spoke for the answer and against it.
public struct ExplanationReport {
    /// An image, its answer's explanation, and what the report calls the image.
    public struct Item: Sendable {
        let title: String
        let pixels: [UInt8]
        let explanation: Explanation

        /// Puts an item together.
        ///
        /// - Parameters:
        ///   - title: What the report calls the image, such as its file.
        ///   - pixels: Shape `[C, H, W]`.
        ///   - explanation: The explanation of the answer to it.
        public init(title: String, pixels: [UInt8], explanation: Explanation) {
            self.title = title
            self.pixels = pixels
            self.explanation = explanation
        }
    }

    let items: [Item]
    let classNames: [String]
    let shape: ImageShape

    /// Puts a report together.
    ///
    /// - Parameters:
    ///   - items: The images with their explanations.
    ///   - classNames: What each class is called.
    ///   - shape: The size of an image.
    public init(items: [Item], classNames: [String], shape: ImageShape) {
        self.items = items
        self.classNames = classNames
        self.shape = shape
    }

    /// Each image in block characters, beside it what spoke for the answer and what for the second
    /// choice, the darker the more.
    public var text: String { items.map(text).joined(separator: "\n") }

    private func text(of item: Item) -> String {
        let explanation = item.explanation
        let values = explanation.contributions
        let scale = values.reduce(0) { max($0, $1.magnitude) }
        func picture(_ sign: Double) -> [UInt8] {
            // Square roots, so that what is weak can be seen beside what is strong.
            values.map { UInt8((255 * (max(0, sign * $0) / max(scale, 1e-300)).squareRoot())) }
        }
        let (answer, against) = (name(explanation.answer), name(explanation.against))
        var table = TextTable([.left, .left, .left])
        table.append([
            terminalSafe(item.title), "for \(answer), against \(against)",
            "against \(answer), for \(against)",
        ])
        let drawings = [item.pixels, picture(1), picture(-1)].map {
            TerminalPicture($0, shape: shape).lines.map { "│\($0)│" }
        }
        for row in drawings[0].indices { table.append(drawings.map { $0[row] }) }
        return table.text + sentences(explanation)
    }

    /// How the difference of logits comes about, and how sure that is.
    private func sentences(_ explanation: Explanation) -> String {
        let (answer, against) = (name(explanation.answer), name(explanation.against))
        let places = explanation.contributions.count { $0 != 0 }
        let sign = explanation.blank < 0 ? "-" : "+"
        return """
            logit of \(answer) - logit of \(against): \(fixed(explanation.difference, 3)) = \
            \(fixed(explanation.support, 3)) for \(answer) - \(fixed(explanation.opposition, 3)) for \
            \(against) \(sign) \(fixed(abs(explanation.blank), 3)) for a blank image
            Shapley values of \(grouped(places)) pixels, estimated from \(explanation.orders) orders, each \
            forwards and backwards; standard error of a pixel at most \
            \(fixed(explanation.largestStandardError, 3))

            """
    }

    func name(_ label: Int) -> String { displayName(classNames[label]) }
}
