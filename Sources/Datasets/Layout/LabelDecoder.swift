/// Makes classes of the numbers that stand as labels in a file.
///
/// Labels are single numbers; one-hot rows, each with one 1; or, as in QMNIST, rows of eight numbers
/// of which the first is the class.
struct LabelDecoder {
    let source: String
    /// How many numbers each label consists of.
    let columns: Int
    /// How many classes there are: what is handed out is 0..<classCount.
    let classCount: Int
    private let firstLabel: Int
    private var isOneHot: Bool?
    /// Whether a label of 0 has been seen.
    private var hasZero = false
    private var decoded = 0

    /// The columns of QMNIST's labels.
    private static let extendedColumns = 8

    init(source: String, columns: Int, classCount: Int, options: DataOptions) {
        self.source = source
        self.columns = columns
        self.classCount = classCount
        firstLabel = options.firstLabel
    }

    /// The classes of the next labels.
    ///
    /// - Parameter values: `columns` numbers for each label.
    /// - Throws: ``DatasetError`` when one names no class.
    mutating func classes(_ values: [Int]) throws(DatasetError) -> [Int] {
        let labels = columns == 1 ? values : try firstColumnOrOneHot(values)
        let first = decoded
        decoded += labels.count
        let range = firstLabel..<firstLabel + classCount
        guard let bad = labels.firstIndex(where: { !range.contains($0) }) else {
            hasZero = hasZero || labels.contains(0)
            return firstLabel == 0 ? labels : labels.map { $0 - firstLabel }
        }
        let (index, label) = (first + bad, labels[bad])
        if firstLabel != 0 {
            throw .labelOutsideRange(
                file: source, index: index, label: label, first: firstLabel,
                classCount: classCount)
        }
        if !hasZero, labels.count > 1, labels.allSatisfy({ (1...classCount).contains($0) }) {
            throw .labelsStartAtOne(
                file: source, index: index, label: label, classCount: classCount)
        }
        throw .labelOutOfRange(file: source, index: index, label: label, classCount: classCount)
    }

    private mutating func firstColumnOrOneHot(_ values: [Int]) throws(DatasetError) -> [Int] {
        var labels: [Int] = []
        labels.reserveCapacity(values.count / columns)
        for start in stride(from: 0, to: values.count, by: columns) {
            let row = values[start..<start + columns]
            let position = Self.positionOfOne(row)
            // The first row decides, so that it does not matter how many are read at once.
            let isOneHot = isOneHot ?? (position != nil || columns != Self.extendedColumns)
            self.isOneHot = isOneHot
            guard isOneHot else {
                labels.append(row[start])
                continue
            }
            guard let position else {
                throw .notOneHot(
                    file: source, index: decoded + labels.count, columns: columns)
            }
            labels.append(position + firstLabel)
        }
        return labels
    }

    /// Where the only number stands that is not 0, if that is a 1.
    private static func positionOfOne(_ row: ArraySlice<Int>) -> Int? {
        guard let index = row.firstIndex(where: { $0 != 0 }), row[index] == 1,
            row[(index + 1)...].allSatisfy({ $0 == 0 })
        else { return nil }
        return index - row.startIndex
    }

    /// What the labels turned out to be, if that is unusual.
    var notes: [String] {
        switch isOneHot {
        case nil: []
        case true?: ["\(source): labels are one-hot, \(columns) columns; the place of the 1 is used"]
        case false?: ["\(source): labels have \(columns) columns; column 0 is used"]
        }
    }
}
