/// A string that is equal to another only if both have the same bytes.
///
/// `String` compares by canonical equivalence: "é" as one scalar equals "e" with an accent. Two
/// such keys are different keys in JSON, and a reader that merged them would lose one.
package struct ExactString: Hashable, Sendable {
    package let string: String

    package init(_ string: String) { self.string = string }

    package static func == (left: Self, right: Self) -> Bool {
        left.string.utf8.elementsEqual(right.string.utf8)
    }

    package func hash(into hasher: inout Hasher) {
        for byte in string.utf8 { hasher.combine(byte) }
        hasher.combine(0xFF as UInt8)
    }
}
