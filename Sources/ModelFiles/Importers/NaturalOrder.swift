extension Sequence<String> {
    /// The names as people count: `fc2` comes before `fc10`, `dense` before `dense_1`.
    func sortedNaturally() -> [String] {
        map(NaturalName.init).sorted().map(\.name)
    }
}

/// A name, compared part by part: numbers as numbers, what is between them as text.
private struct NaturalName: Comparable {
    let name: String
    private let text: [UInt8]

    init(_ name: String) {
        self.name = name
        text = Array(name.utf8)
    }

    static func < (left: NaturalName, right: NaturalName) -> Bool {
        // A file may have many names, long ones, which begin alike: only what differs is cut.
        let start = left.startOfDifference(from: right)
        var (rest, other) = (left.text[start...], right.text[start...])
        while let a = nextPart(&rest) {
            guard let b = nextPart(&other) else { return false }
            if a == b { continue }
            // Numbers without leading zeros compare by length first, then digit by digit.
            if a.isNumber, b.isNumber, a.text.count != b.text.count {
                return a.text.count < b.text.count
            }
            return a.text.lexicographicallyPrecedes(b.text)
        }
        return !other.isEmpty
    }

    /// Where the first part begins that is not the same in both.
    private func startOfDifference(from other: NaturalName) -> Int {
        let shorter = min(text.count, other.text.count)
        var start = (0..<shorter).first { text[$0] != other.text[$0] } ?? shorter
        // The part may have begun before: as far as the last equal byte goes on in its kind.
        guard start > 0 else { return 0 }
        let isNumber = Self.isDigit(text[start - 1])
        while start > 0, Self.isDigit(text[start - 1]) == isNumber { start -= 1 }
        return start
    }

    private struct Part: Equatable {
        /// UTF-8; of a number, without leading zeros.
        let text: ArraySlice<UInt8>
        let isNumber: Bool
    }

    private static func nextPart(_ rest: inout ArraySlice<UInt8>) -> Part? {
        guard let isNumber = rest.first.map(isDigit) else { return nil }
        let part = rest.prefix { isDigit($0) == isNumber }
        rest = rest[part.endIndex...]
        return Part(
            text: isNumber ? part.drop { $0 == UInt8(ascii: "0") } : part, isNumber: isNumber)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
