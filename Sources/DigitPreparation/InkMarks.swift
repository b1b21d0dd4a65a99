/// Marks that people make around digits: circles and boxes, and lines below.
enum InkMarks {
    /// What is framed is this share of the frame's height at least.
    ///
    /// It stands off on all sides by the other share of the frame's extent: a slash in a zero fills it.
    private static let leastContent = 0.25
    private static let leastDistance = 0.06
    /// A frame is drawn with a line: it has ink on this share of its box's area at most.
    private static let mostFilled = 0.35
    /// The height of a frame by its width, and the other way around.
    ///
    /// A digit that holds another piece is narrow; a frame around a number is wide.
    private static let mostUpright = 3.0
    private static let mostWide = 4.0

    /// An underline is so many times as wide as high, and below what is written by this share of its
    /// height at least: a foot of a digit is closer.
    private static let leastFlatness = 3.0
    private static let leastGap = 0.03
    private static let mostGap = 0.6
    /// It is as wide as this share of what is above it.
    private static let leastLength = 0.5

    /// Splits pieces of ink into those of digits and marks.
    static func found(
        in components: [InkComponent]
    ) -> (digits: [InkComponent], marks: [(kind: LeftOut.Kind, box: PixelBox)]) {
        var digits = components
        var marks: [(kind: LeftOut.Kind, box: PixelBox)] = []
        for component in components where isFrame(component, around: digits) {
            digits.removeAll { $0.label == component.label }
            marks.append((.frame, component.box))
        }
        for component in digits where isUnderline(component, below: digits) {
            digits.removeAll { $0.label == component.label }
            marks.append((.underline, component.box))
        }
        return (digits, marks)
    }

    private static func isFrame(_ frame: InkComponent, around others: [InkComponent]) -> Bool {
        let box = frame.box
        let shorter = Double(min(box.width, box.height))
        guard Double(box.height) <= mostUpright * Double(box.width),
            Double(box.width) <= mostWide * Double(box.height),
            Double(frame.area) <= mostFilled * Double(box.width * box.height)
        else { return false }
        let margin = max(1, Int(leastDistance * shorter))
        return others.contains { other in
            other.label != frame.label
                && Double(other.box.height) >= leastContent * Double(box.height)
                && other.box.x - box.x >= margin && other.box.y - box.y >= margin
                && box.endX - other.box.endX >= margin && box.endY - other.box.endY >= margin
        }
    }

    private static func isUnderline(_ line: InkComponent, below others: [InkComponent]) -> Bool {
        guard Double(line.box.width) >= leastFlatness * Double(line.box.height) else {
            return false
        }
        let above = others.filter { other in
            other.label != line.label && 2 * other.box.overlapX(line.box) >= other.box.width
                && Double(other.box.width) < leastFlatness * Double(other.box.height)
        }
        guard let first = above.first else { return false }
        let box = above.reduce(first.box) { $0.union($1.box) }
        let gap = Double(line.box.y - box.endY)
        return gap >= max(2, leastGap * Double(box.height)) && gap <= mostGap * Double(box.height)
            && Double(line.box.width) >= leastLength * Double(box.width)
            && Double(line.box.height) <= 0.3 * Double(box.height)
    }
}
