/// A string that is equal to another only if both have the same bytes.
///
/// `String` compares by canonical equivalence: "é" as one scalar equals "e" with an accent. Two
/// such keys are different keys in JSON, and a reader that merged them would lose one.
package struct ExactString: Hashable, Sendable {
    package let string: String

    package init(_ string: String) { self.string = string }

    package static func == (left: Self, right: Self) -> Bool {
        left.string.utf8.count == right.string.utf8.count
            && left.string.utf8.elementsEqual(right.string.utf8)
    }

    // The hash of `String` would do no harm to equality, but it is the same for all the ways of
    // composing a text's letters, of which a hostile file could list thousands.
    package func hash(into hasher: inout Hasher) {
        // Safety: the bytes are only read, and only within this call.
        let isHashed: Void? = unsafe string.utf8.withContiguousStorageIfAvailable { bytes in
            unsafe hasher.combine(bytes: UnsafeRawBufferPointer(bytes))
        }
        if isHashed == nil {
            for byte in string.utf8 { hasher.combine(byte) }
        }
    }
}
